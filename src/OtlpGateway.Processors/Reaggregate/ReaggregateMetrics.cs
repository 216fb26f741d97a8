// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>The instruments of the processor: what became of the points, and how much is remembered.</summary>
internal sealed class ReaggregateMetrics(Meter meter, ComponentId id)
{
    private readonly KeyValuePair<string, object?> _processor = new("processor", id.ToString());

    private readonly Counter<long> _points =
        meter.CreateCounter<long>("otlpgateway_reaggregate_points", "{point}", "Points that came in, by what became of them.");

    private readonly Counter<long> _ignored =
        meter.CreateCounter<long>("otlpgateway_reaggregate_ignored_points", "{point}", "Points that were not merged, by reason.");

    private readonly Counter<long> _changes =
        meter.CreateCounter<long>("otlpgateway_reaggregate_stream_changes", "{stream}", "What happened to streams: resets, baselines, moves, forgotten ones.");

    private readonly Counter<long> _reduced =
        meter.CreateCounter<long>("otlpgateway_reaggregate_reduced", "{item}", "What points had and their series have not: quantiles, bounds, exemplars.");

    private readonly UpDownCounter<long> _streams =
        meter.CreateUpDownCounter<long>("otlpgateway_reaggregate_streams", "{stream}", "Input streams that are remembered.");

    private readonly UpDownCounter<long> _series =
        meter.CreateUpDownCounter<long>("otlpgateway_reaggregate_series", "{series}", "Output series that are remembered.");

    public void Points(string outcome, long count) => _points.Add(count, _processor, new("outcome", outcome));

    public void Ignored(IgnoreReason reason, long count) =>
        _ignored.Add(count, _processor, new("reason", ConfigNames.SnakeCase(reason.ToString())));

    public void Changed(string change, long count) => _changes.Add(count, _processor, new("change", change));

    public void Reduced(string what, long count) => _reduced.Add(count, _processor, new("what", what));

    public void Streams(long more) => _streams.Add(more, _processor);

    public void Series(long more) => _series.Add(more, _processor);
}
