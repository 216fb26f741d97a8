// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Redaction.Options;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Redaction;

public sealed class RedactionFactory : ProcessorFactory<RedactionOptions>
{
    public override string Type => "redaction";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Alpha,
        [Signal.Logs] = Stability.Alpha,
    };

    // What was blocked or detected is secret whether it is masked or goes; a key that is not allowed only makes streams one.
    protected override LabelChange Changes(RedactionOptions options) =>
        options.Detectors.Any || options.BlockedValues.Count > 0 || options.BlockedKeyPatterns.Count > 0 ? LabelChange.Hides
        : !options.AllowAllKeys || Keys.SanitizerLists.Of(options).Any() ? LabelChange.Merges
        : LabelChange.None;

    protected override bool MergesSeries(RedactionOptions options) => Changes(options) != LabelChange.None;

    protected override IProcessor Create(ComponentSettings settings, RedactionOptions options, Signal signal, IBatchConsumer next) =>
        new RedactionProcessor(new RedactionPlan(options, signal), new RedactionMetrics(settings.Meter, settings.Id, signal), next);
}
