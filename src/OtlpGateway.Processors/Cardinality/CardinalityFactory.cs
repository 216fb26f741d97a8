// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Cardinality.Decisions;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Cardinality;

public sealed class CardinalityFactory : ProcessorFactory<CardinalityOptions>
{
    // All pipelines that name one processor are given the same options object, and share what it knows.
    private readonly ConditionalWeakTable<CardinalityOptions, Shared> _shared = [];

    public override string Type => "cardinality";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability> { [Signal.Metrics] = Stability.Beta };

    protected override LabelChange Changes(CardinalityOptions options) => options.DryRun ? LabelChange.None : LabelChange.Merges;

    protected override bool MergesSeries(CardinalityOptions options) => !options.DryRun;

    protected override IProcessor Create(ComponentSettings settings, CardinalityOptions options, Signal signal, IBatchConsumer next)
    {
        Shared shared = _shared.GetValue(options, _ => Make(settings, options));
        return new CardinalityProcessor(shared.Control, shared.Metrics, settings.Time, next);
    }

    private static Shared Make(ComponentSettings settings, CardinalityOptions options)
    {
        IDecisionStore? store = options.Decisions switch
        {
            null => null,
            { Log: { } log } => new DecisionTopic(log, settings),
            { Directory: var directory } => new DecisionFile(Path.Combine(Path.GetFullPath(directory), FileName(settings.Id))),
        };
        var pages = (StatusPages?)settings.Services.GetService(typeof(StatusPages));
        CardinalityControl control = new(options, settings.Id, store, pages, settings.Time, settings.Logger);
        return new Shared(control, new CardinalityMetrics(settings.Meter, control));
    }

    /// <summary>Of its own for each id; anything but letters, digits, - and _ is written as its number.</summary>
    private static string FileName(ComponentId id) => string.Concat(id.ToString().Select(letter =>
        char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter.ToString() : $"%{(int)letter:X2}")) + ".decisions";

    private sealed record Shared(CardinalityControl Control, CardinalityMetrics Metrics);
}
