// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;
using static OtlpGateway.Receivers.Tests.Otlp.Bytes;
using static OtlpGateway.Receivers.Tests.Otlp.EdgeCases.EdgeCase;

namespace OtlpGateway.Receivers.Tests.Otlp.EdgeCases;

/// <summary>Cases 36 to 59: well-formed requests whose content is odd. What a label or a series becomes is the sinks' matter.</summary>
internal static class ContentCases
{
    private static readonly byte[] Time = F64(3, Now);

    public static IEnumerable<EdgeCase> All() => [.. Ids(), .. Text(), .. Times(), .. Numbers(), .. Histograms(), .. ExponentialHistograms(), .. Points()];

    private static IEnumerable<EdgeCase> Ids()
    {
        foreach (int length in new[] { 0, 8, 15, 17 })
        {
            yield return Partial($"36-{length}", $"trace_id of {length} bytes", Signal.Traces, Traces(Span(Repeat([7], length)), Span()), 1, 1);
        }

        yield return Partial("37a", "trace_id all zero", Signal.Traces, Traces(Span(new byte[16]), Span()), 1, 1);
        yield return Partial("37b", "span_id all zero", Signal.Traces, Traces(Span(null, new byte[8])));
        yield return Ok("37c", "ids all zero in a log", Signal.Logs, Logs(Cat(F64(1, Now), Len(9, new byte[16]), Len(10, new byte[8]))));
        yield return Ok("38", "parent_span_id of 8 zero bytes", Signal.Traces, Traces(Cat(Span(), Len(4, new byte[8]))));
    }

    private static IEnumerable<EdgeCase> Text()
    {
        byte[] notUtf8 = [0xC3, 0x28];
        byte[] longName = Len(1, [.. Enumerable.Repeat((byte)'m', 10_240)]);
        yield return Ok("39a", "invalid UTF-8 in a name", Signal.Traces, Traces(Cat(Span(), Len(5, notUtf8))));
        yield return Ok("39b", "invalid UTF-8 in key and value", Signal.Traces, Traces(Cat(Span(), Len(9, Len(1, notUtf8), Len(2, Len(1, notUtf8))))));
        yield return Ok("40", "NUL in a string", Signal.Traces, Traces(Cat(Span(), Len(9, Attribute("k\0", Str(1, "v\0"))))));
        yield return Partial("56a", "metric without a name", Signal.Metrics, Metrics(Len(5, Len(1, Point()))));
        yield return Ok("56b", "metric name of symbols only", Signal.Metrics, Metrics(Cat(Str(1, "%&/"), Len(5, Len(1, Point())))));
        yield return Ok("56c", "metric name of 10 KB", Signal.Metrics, Metrics(Cat(longName, Len(5, Len(1, Point())))));
        yield return Ok("56d", "metric name 9größe", Signal.Metrics, Metrics(Cat(Str(1, "9größe"), Len(5, Len(1, Point())))));
        byte[] colliding = Cat([.. new[] { "a.b", "a_b", "", "a.b", "__name__", "le" }.Select(key => Len(7, Attribute(key, Str(1, "v"))))]);
        yield return Ok("57", "colliding, empty and reserved keys", Signal.Metrics, Metrics(Gauge(Point(colliding))));
        yield return Ok("59", "no resource, no service.name, no scope", Signal.Traces, Traces(Span()));
    }

    private static IEnumerable<EdgeCase> Times()
    {
        ulong beyond = (ulong)long.MaxValue + 1;
        yield return Partial("41a", "point at time 0", Signal.Metrics, Metrics(Gauge(F64(4, 1.0), Point())), 1, 1);
        yield return Ok("41b", "span at time 0", Signal.Traces, Traces(Cat(Len(1, TraceId), Len(2, SpanId))));
        yield return Ok("41c", "log at time 0", Signal.Logs, Logs(Len(5, Str(1, "x"))));
        yield return Partial("42", "point after the year 2262", Signal.Metrics, Metrics(Gauge(Cat(F64(3, beyond), F64(4, 1.0)))));
        yield return Ok("43a", "span that ends before it starts", Signal.Traces, Traces(Cat(Span(), F64(8, 5UL))));
        yield return Partial("43b", "sum that starts after its time", Signal.Metrics, Metrics(Sum(2, Point(F64(2, Now + 1)))));
        yield return Ok("43c", "gauge that starts after its time: its start means nothing", Signal.Metrics, Metrics(Gauge(Point(F64(2, Now + 1)))));
    }

    private static IEnumerable<EdgeCase> Numbers()
    {
        byte[] maxSpan = Cat(Span(), Int(6, 99));
        yield return Ok("44a", "kind 99", Signal.Traces, Traces(maxSpan));
        yield return Ok("44b", "severity 200", Signal.Logs, Logs(Cat(F64(1, Now), Int(2, 200))));
        yield return Partial("44c", "temporality 7", Signal.Metrics, Metrics(Sum(7, Point(), Point())), 2);
        yield return Partial("45", "temporality unspecified", Signal.Metrics, Metrics(Sum(0, Point())));
        yield return Partial("46", "point without a value", Signal.Metrics, Metrics(Gauge(Time)));
        yield return Ok("47a", "no recorded value, none given", Signal.Metrics, Metrics(Gauge(Cat(Time, Int(8, 1)))));
        yield return Ok("47b", "no recorded value, one given", Signal.Metrics, Metrics(Gauge(Point(Int(8, 1)))));
        double[] doubles = [double.PositiveInfinity, double.NegativeInfinity, double.NaN, -0.0];
        byte[][] points =
        [
            .. doubles.Select(value => Cat(Time, F64(4, value))),
            Cat(Time, F64(4, 0x7FF8_0000_0000_1234UL)),
            Cat(Time, F64(6, unchecked((ulong)long.MinValue))),
            Cat(Time, F64(6, (1UL << 53) + 1)),
        ];
        yield return Ok("53", "extreme numbers", Signal.Metrics, Metrics(Gauge(points)), points.Length);
        yield return Ok("58", "monotonic sum that falls below zero", Signal.Metrics, Metrics(Sum(2, Point(), Cat(Time, F64(4, -1.0)))), 2);
    }

    private static IEnumerable<EdgeCase> Histograms()
    {
        static byte[] Of(ulong count, ulong[] buckets, params double[] bounds) =>
            Metrics(Histogram(Cat(Time, F64(4, count), F64(5, 1.0), Packed(6, buckets), Packed(7, bounds))));
        yield return Partial("48", "as many buckets as bounds", Signal.Metrics, Of(3, [1, 2], 1.0, 2.0));
        yield return Partial("49a", "bounds out of order", Signal.Metrics, Of(3, [1, 1, 1], 2.0, 1.0));
        yield return Partial("49b", "equal bounds", Signal.Metrics, Of(3, [1, 1, 1], 1.0, 1.0));
        yield return Partial("49c", "a bound that is not a number", Signal.Metrics, Of(3, [1, 1, 1], 1.0, double.NaN));
        yield return Ok("49d", "a last bound of infinity", Signal.Metrics, Of(3, [1, 2, 0], 1.0, double.PositiveInfinity));
        yield return Partial("50", "count that is not the sum of its buckets", Signal.Metrics, Of(9, [1, 1, 1], 1.0, 2.0));
        yield return Partial("52a", "a count beyond int64", Signal.Metrics, Of(ulong.MaxValue, [ulong.MaxValue, 0], 1.0));
        yield return Ok("52b", "a sum that is not a number", Signal.Metrics,
            Metrics(Histogram(Cat(Time, F64(4, 1UL), F64(5, double.NaN), Packed(6, 1UL)))));
    }

    private static IEnumerable<EdgeCase> ExponentialHistograms()
    {
        static byte[] Of(int scale, int offset, byte[] more, int buckets = 1) => Metrics(ExponentialHistogram(Cat(
            Time,
            F64(4, (ulong)buckets),
            Int(6, (uint)((scale << 1) ^ (scale >> 31))),
            Len(8, Int(1, (uint)((offset << 1) ^ (offset >> 31))), Len(2, Repeat([1], buckets))),
            more)));
        yield return Partial("51a", "scale -11", Signal.Metrics, Of(-11, 0, []));
        yield return Ok("51b", "scale 20", Signal.Metrics, Of(20, 0, []));
        yield return Ok("51c", "the greatest scale", Signal.Metrics, Of(int.MaxValue, 0, []), -1);
        yield return Partial("51d", "the least offset", Signal.Metrics, Of(3, int.MinValue, []));
        yield return Partial("51e", "the greatest offset", Signal.Metrics, Of(3, int.MaxValue, []));
        yield return Partial("51f", "a million buckets", Signal.Metrics, Of(20, 0, [], 1_000_000));
        yield return Partial("52c", "negative zero threshold", Signal.Metrics, Of(3, 0, F64(14, -1.0)));
        yield return Partial("52d", "zero threshold that is not a number", Signal.Metrics, Of(3, 0, F64(14, double.NaN)));
    }

    private static IEnumerable<EdgeCase> Points() =>
    [
        Ok("54a", "the same point twice", Signal.Metrics, Metrics(Gauge(Point(), Point())), 2),
        Ok("54b", "the same time, another value", Signal.Metrics, Metrics(Gauge(Point(), Cat(Time, F64(4, 2.5)))), 2),
        Ok("55", "points out of order", Signal.Metrics, Metrics(Gauge(Point(), Cat(F64(3, Now - 1), F64(4, 2.5)))), 2),
        Partial("83", "every point invalid", Signal.Metrics, Metrics(Gauge(Time, Time, Time)), 3),
    ];
}
