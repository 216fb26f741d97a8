// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>The edge's rules once more, over the official library's messages: what must be rejected.</summary>
internal static class OracleRules
{
    /// <summary>Removes what must be rejected, and returns how many items there were and how many were removed.</summary>
    internal static (int Items, int Rejected) Apply(ExportTraceServiceRequest request)
    {
        int items = 0, rejected = 0;
        foreach (var spans in request.ResourceSpans.SelectMany(resource => resource.ScopeSpans).Select(scope => scope.Spans))
        {
            items += spans.Count;
            rejected += RemoveAll(spans, span => !IsGood(span));
        }

        return (items, rejected);
    }

    internal static (int Items, int Rejected) Apply(ExportMetricsServiceRequest request)
    {
        int items = 0, rejected = 0;
        foreach (var metrics in request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).Select(scope => scope.Metrics))
        {
            RemoveAll(metrics, metric =>
            {
                (int points, int bad) = Apply(metric);
                items += points;
                rejected += bad;
                return points > 0 && points == bad;
            });
        }

        return (items, rejected);
    }

    private static bool IsGood(Span span) =>
        span.TraceId.Length == 16 && span.TraceId.Any(unit => unit != 0) &&
        span.SpanId.Length == 8 && span.SpanId.Any(unit => unit != 0) &&
        span.ParentSpanId.Length is 0 or 8;

    private static (int Points, int Bad) Apply(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => Filter(metric, metric.Gauge.DataPoints, null, point => IsGood(point, true)),
        Metric.DataOneofCase.Sum => Filter(metric, metric.Sum.DataPoints, metric.Sum.AggregationTemporality, point => IsGood(point, false)),
        Metric.DataOneofCase.Histogram => Filter(metric, metric.Histogram.DataPoints, metric.Histogram.AggregationTemporality, IsGood),
        Metric.DataOneofCase.ExponentialHistogram => Filter(metric, metric.ExponentialHistogram.DataPoints, metric.ExponentialHistogram.AggregationTemporality, IsGood),
        Metric.DataOneofCase.Summary => Filter(metric, metric.Summary.DataPoints, null, IsGood),
        _ => (0, 0),
    };

    private static (int Points, int Bad) Filter<T>(Metric metric, IList<T> points, AggregationTemporality? temporality, Func<T, bool> isGood)
    {
        int count = points.Count;
        bool good = metric.Name.Length > 0 && temporality is null or AggregationTemporality.Delta or AggregationTemporality.Cumulative;
        good &= metric.Name.Length > 0;
        return (count, RemoveAll(points, point => !good || !isGood(point)));
    }

    private static bool IsGood(ulong start, ulong time, bool gauge) =>
        time != 0 && time <= long.MaxValue && start <= long.MaxValue && (gauge || start <= time);

    private static bool IsGood(NumberDataPoint point, bool gauge) =>
        IsGood(point.StartTimeUnixNano, point.TimeUnixNano, gauge) &&
        (point.ValueCase != NumberDataPoint.ValueOneofCase.None || (point.Flags & 1) != 0);

    private static bool IsGood(SummaryDataPoint point) =>
        IsGood(point.StartTimeUnixNano, point.TimeUnixNano, false) && ((point.Flags & 1) != 0 || point.Count <= long.MaxValue);

    private static bool IsGood(HistogramDataPoint point)
    {
        if (!IsGood(point.StartTimeUnixNano, point.TimeUnixNano, false) || (point.Flags & 1) != 0)
        {
            return IsGood(point.StartTimeUnixNano, point.TimeUnixNano, false);
        }

        UInt128 sum = Total(point.BucketCounts);
        bool increasing = !point.ExplicitBounds.Any(double.IsNaN) &&
            point.ExplicitBounds.Zip(point.ExplicitBounds.Skip(1)).All(pair => pair.First < pair.Second);
        bool counts = point.BucketCounts.Count == 0 ||
            (point.BucketCounts.Count == point.ExplicitBounds.Count + 1 && sum == point.Count);
        return point.Count <= long.MaxValue && sum <= long.MaxValue && increasing && counts;
    }

    private static bool IsGood(ExponentialHistogramDataPoint point)
    {
        if (!IsGood(point.StartTimeUnixNano, point.TimeUnixNano, false) || (point.Flags & 1) != 0)
        {
            return IsGood(point.StartTimeUnixNano, point.TimeUnixNano, false);
        }

        UInt128 positive = Total(point.Positive?.BucketCounts ?? []);
        UInt128 negative = Total(point.Negative?.BucketCounts ?? []);
        UInt128 total = positive + negative + point.ZeroCount;
        return point.Count <= long.MaxValue && point.ZeroCount <= long.MaxValue && positive <= long.MaxValue && negative <= long.MaxValue &&
            point.Scale >= -4 && IsInRange(point.Positive) && IsInRange(point.Negative) && point.ZeroThreshold >= 0 &&
            (total == point.Count || (total < point.Count && double.IsNaN(point.Sum)));
    }

    private static bool IsInRange(ExponentialHistogramDataPoint.Types.Buckets? buckets) =>
        buckets is null || buckets.BucketCounts.Count == 0 ||
        (buckets.Offset >= -1075 * 1048576L && buckets.Offset + (long)buckets.BucketCounts.Count - 1 <= 1024 * 1048576L);

    private static UInt128 Total(IEnumerable<ulong> counts) => counts.Aggregate(UInt128.Zero, (sum, count) => sum + count);

    private static int RemoveAll<T>(IList<T> list, Predicate<T> remove)
    {
        var kept = list.Where(item => !remove(item)).ToList();
        int removed = list.Count - kept.Count;
        if (removed > 0)
        {
            list.Clear();
            foreach (T item in kept)
            {
                list.Add(item);
            }
        }

        return removed;
    }
}
