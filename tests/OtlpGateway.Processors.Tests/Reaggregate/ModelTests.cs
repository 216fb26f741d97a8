// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Processors.Tests.Reaggregate.Model;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate;

/// <summary>
/// Whatever producers do, what comes out is what happened: no more, no less, never lower than before; and the same for a
/// state that is restarted again and again and one that never is.
/// </summary>
public sealed class ModelTests
{
    private readonly Dictionary<(SourceKind Kind, string Group), (ulong Start, double Value)> _shown = [];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Emit_RandomWorld_IsWhatHappened(int seed)
    {
        Random random = new(seed);
        ReaggregateSettings settings = new()
        {
            Gauge = (GaugeAggregation)random.Next(5),
            DropResourceAttributes = ["service.instance.id"],
            StaleAfter = TimeSpan.FromSeconds(World.Stale),
            StreamExpiry = TimeSpan.FromSeconds(World.Expiry),
        };
        StateDriver restarted = new(settings);
        StateDriver lasting = new(settings);
        World? world = null;
        world = new World(random, (source, point) =>
        {
            ExportMetricsServiceRequest request = SourceWriter.Write(source, point);
            restarted.Now = lasting.Now = world!.Now;
            restarted.Ingest(request);
            lasting.Ingest(request);
        });
        for (int step = 0; step < 60; step++)
        {
            world.Step();
            restarted.Now = world.Now;
            Check(world, settings.Gauge, restarted.Emit());
            byte[] snapshot = lasting.Snapshot();
            Assert.Equal(snapshot, restarted.Snapshot());
            if (random.Next(4) == 0)
            {
                restarted.Restart();
            }
        }
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 120)];

    private void Check(World world, GaugeAggregation aggregation, ExportMetricsServiceRequest output)
    {
        HashSet<(SourceKind, int)> found = [];
        foreach (Metric metric in output.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics))
        {
            SourceKind kind = Enum.Parse<SourceKind>(metric.Name[1..]);
            switch (metric.DataCase)
            {
                case Metric.DataOneofCase.Histogram:
                    Each(metric.Histogram.DataPoints, point => (point.Flags, point.Attributes), (group, point) => CheckHistogram(world, kind, group, point));
                    break;
                case Metric.DataOneofCase.ExponentialHistogram:
                    Each(metric.ExponentialHistogram.DataPoints, point => (point.Flags, point.Attributes), (group, point) => CheckExponential(world, kind, group, point));
                    break;
                case Metric.DataOneofCase.Summary:
                    Each(metric.Summary.DataPoints, point => (point.Flags, point.Attributes), (group, point) => CheckSum(world, kind, group, point.StartTimeUnixNano, point.Count, point.Sum));
                    break;
                default:
                    Each(metric.Sum?.DataPoints ?? metric.Gauge.DataPoints, point => (point.Flags, point.Attributes), (group, point) => CheckNumber(world, kind, group, aggregation, point));
                    break;
            }

            void Each<T>(IEnumerable<T> points, Func<T, (uint Flags, IList<KeyValue> Labels)> read, Action<int, T> check)
            {
                foreach (T point in points)
                {
                    (uint flags, IList<KeyValue> labels) = read(point);
                    KeyValue label = Assert.Single(labels);
                    int group = label.Value.StringValue[1] - '0';
                    Assert.Equal(flags == 0, world.Live(kind, group).Any());
                    if (flags == 0)
                    {
                        Assert.True(found.Add((kind, group)), "a series comes out twice");
                        check(group, point);
                    }
                }
            }
        }

        foreach (Source source in world.Sources.Where(source => world.Live(source.Kind, source.Group).Any()))
        {
            Assert.Contains((source.Kind, source.Group), found);
        }
    }

    private void CheckNumber(World world, SourceKind kind, int group, GaugeAggregation aggregation, NumberDataPoint point)
    {
        double value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
        double total = world.TotalOf(kind, group) is { } events ? SourceWriter.ValueOf(kind, events) : 0;
        List<Source> live = [.. world.Live(kind, group).Where(source => !source.IsDelta)];
        switch (kind)
        {
            case SourceKind.Gauge:
                double[] values = [.. live.Select(source => SourceWriter.ValueOf(kind, source.Told!))];
                double[] expected = aggregation switch
                {
                    GaugeAggregation.Last => [.. live.Where(source => source.Last!.Time == live.Max(other => other.Last!.Time)).Select(source => SourceWriter.ValueOf(kind, source.Told!))],
                    GaugeAggregation.Min => [values.Min()],
                    GaugeAggregation.Max => [values.Max()],
                    GaugeAggregation.Sum => [values.Sum()],
                    _ => [values.Average()],
                };
                Assert.Contains(value, expected);
                break;
            case SourceKind.UpDownCounter:
                Assert.Equal(total + live.Sum(source => SourceWriter.ValueOf(kind, source.Told!)), value);
                break;
            default:
                Assert.Equal(total, value);
                CheckGrowth(kind, group, point.StartTimeUnixNano, value);
                break;
        }
    }

    private void CheckHistogram(World world, SourceKind kind, int group, HistogramDataPoint point)
    {
        CheckSum(world, kind, group, point.StartTimeUnixNano, point.Count, point.Sum);
        double[] bounds = [.. SourceWriter.Fine.Where(bound => world.DetailsOf(kind, group).All(detail => SourceWriter.BoundsOf(detail).Contains(bound)))];
        Assert.Equal(bounds, point.ExplicitBounds);
        Assert.Equal(SourceWriter.BucketsOf(world.TotalOf(kind, group)!, bounds), point.BucketCounts);
    }

    private void CheckExponential(World world, SourceKind kind, int group, ExponentialHistogramDataPoint point)
    {
        CheckSum(world, kind, group, point.StartTimeUnixNano, point.Count, point.Sum);
        Assert.InRange(point.Scale, SourceWriter.FineScale - world.DetailsOf(kind, group).Max(), SourceWriter.FineScale);
        (int offset, ulong[] counts) = SourceWriter.ScaledOf(world.TotalOf(kind, group)!, point.Scale);
        for (int i = 0; i < counts.Length; i++)
        {
            int at = offset + i - (point.Positive?.Offset ?? 0);
            Assert.Equal(counts[i], at >= 0 && at < (point.Positive?.BucketCounts.Count ?? 0) ? point.Positive!.BucketCounts[at] : 0);
        }
    }

    private void CheckSum(World world, SourceKind kind, int group, ulong start, ulong count, double sum)
    {
        ulong expected = (ulong)world.TotalOf(kind, group)!.Sum();
        Assert.Equal((expected, expected * SourceWriter.EventSize), (count, sum));
        CheckGrowth(kind, group, start, count);
    }

    /// <summary>The start of a series never changes, and its value never falls.</summary>
    private void CheckGrowth(SourceKind kind, int group, ulong start, double value)
    {
        (SourceKind, string) key = (kind, "g" + group);
        if (_shown.TryGetValue(key, out (ulong Start, double Value) before))
        {
            Assert.Equal(before.Start, start);
            Assert.True(value >= before.Value, "a total fell");
        }

        _shown[key] = (start, value);
    }
}
