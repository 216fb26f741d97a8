// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Receivers.Tests.Otlp.Bytes;
using static OtlpGateway.Receivers.Tests.Otlp.EdgeCases.EdgeCase;

namespace OtlpGateway.Receivers.Tests.Otlp.EdgeCases;

/// <summary>Cases 1 to 25, 34 and 35: the wire format, depth and size.</summary>
internal static class WireCases
{
    private static readonly byte[] Good = Traces(Span());

    public static IEnumerable<EdgeCase> All() => [.. Syntax(), .. Truncation(), .. UnknownFields(), .. ProtobufRules(), .. Sizes()];

    private static IEnumerable<EdgeCase> Syntax() =>
    [
        Ok("1", "empty body", Signal.Traces, [], 0),
        Malformed("2", "varint of 11 bytes", Signal.Traces, Traces(Cat(Span(), Tag(6, WireType.Varint), Repeat([0x80], 10), [0]))),
        Malformed("3", "10th varint byte above 1", Signal.Traces, Traces(Cat(Span(), Tag(6, WireType.Varint), Repeat([0xFF], 9), [2]))),
        Ok("4", "over-long varint", Signal.Traces, Traces(Cat(Span(), Tag(6, WireType.Varint), [0x80, 0x80, 0x00]))),
        Malformed("7", "field number 0", Signal.Traces, Cat(Good, [0x02, 0x00])),
        Malformed("8", "tag beyond 32 bits that aliases field 1", Signal.Traces, Cat(Varint((1UL << 32) | 10), Varint(0))),
        Malformed("9a", "wire type 6", Signal.Traces, Cat(Good, [0x0E, 0x00])),
        Malformed("9b", "wire type 7", Signal.Traces, Cat(Good, [0x0F, 0x00])),
        Malformed("10a", "time as a varint", Signal.Traces, Traces(Cat(Span(), Int(7, 5)))),
        Malformed("10b", "resource_spans as a varint", Signal.Traces, Int(1, 5)),
        Malformed("21", "trailing garbage", Signal.Traces, Cat(Good, [0xFF, 0xFF, 0xFF])),
        Ok("22", "two requests in one body", Signal.Traces, Cat(Good, Traces(Span(), Span())), 3),
    ];

    private static IEnumerable<EdgeCase> Truncation()
    {
        yield return Malformed("5a", "ends inside a tag", Signal.Traces, Cat(Good, [0x80]));
        yield return Malformed("5b", "ends inside a fixed64", Signal.Traces, Cat(Good, [0x09, 1, 2, 3]));
        yield return Malformed("5c", "ends inside a payload", Signal.Traces, Good[..^1]);
        foreach ((char variant, ulong length) in new[] { ('a', 0x7FFFFFFFUL), ('b', 1UL << 63), ('c', ulong.MaxValue) })
        {
            yield return Malformed($"6{variant}", $"length {length} in a tiny body", Signal.Traces, Cat(Tag(1, WireType.Length), Varint(length), [1, 2]));
        }
    }

    private static IEnumerable<EdgeCase> UnknownFields()
    {
        byte[] everyType = Cat(Int(90, 7), F64(91, 8UL), Len(92, [1, 2, 3]), F32(93, 9));
        byte[] start = Tag(94, WireType.StartGroup);
        byte[] end = Tag(94, WireType.EndGroup);
        byte[] inner = Cat(Tag(95, WireType.StartGroup), Int(1, 1), Tag(95, WireType.EndGroup));
        yield return Ok(
            "11", "unknown fields at all levels", Signal.Traces,
            Cat(Len(1, Len(2, Len(2, Span(), everyType), everyType), everyType), everyType));
        yield return Ok("12a", "unknown group, empty", Signal.Traces, Traces(Cat(Span(), start, end)));
        yield return Ok("12b", "unknown group with content", Signal.Traces, Traces(Cat(Span(), start, everyType, end)));
        yield return Ok("12c", "unknown group, nested", Signal.Traces, Traces(Cat(Span(), start, inner, end)));
        yield return Malformed("12d", "unknown group, unclosed", Signal.Traces, Traces(Cat(Span(), start, Int(1, 1))));
        yield return Malformed("12e", "stray end of a group", Signal.Traces, Traces(Cat(Span(), end)));
    }

    private static IEnumerable<EdgeCase> ProtobufRules()
    {
        byte[] counts = Cat(F64(4, 6UL), F64(5, 9.0));
        byte[] time = F64(3, Now);
        byte[] resource = Len(1, Len(1, Attribute("service.name", Str(1, "shop"))));
        byte[] scopeSpans = Len(2, Span());
        return
        [
            Ok("13a", "packed buckets", Signal.Metrics, Metrics(Histogram(Cat(time, counts, Packed(6, 1UL, 2, 3), Packed(7, 1.0, 2.0))))),
            Ok("13b", "unpacked buckets", Signal.Metrics,
                Metrics(Histogram(Cat(time, counts, F64(6, 1UL), F64(6, 2UL), F64(6, 3UL), F64(7, 1.0), F64(7, 2.0))))),
            Ok("13c", "buckets mixed and split", Signal.Metrics,
                Metrics(Histogram(Cat(time, counts, Packed(6, 1UL), F64(6, 2UL), Packed(7, 1.0), Packed(6, 3UL), F64(7, 2.0))))),
            Malformed("14", "packed fixed64 of 12 bytes", Signal.Metrics, Metrics(Histogram(Cat(time, counts, Len(6, new byte[12]))))),
            Ok("15", "resource twice", Signal.Traces, Len(1, resource, resource, Len(2, scopeSpans))),
            Ok("16", "AnyValue with two members", Signal.Traces, Traces(Cat(Span(), Len(9, Attribute("k", Cat(Str(1, "a"), Int(3, 5))))))),
            Ok("17", "metric with a gauge, then a sum", Signal.Metrics,
                Metrics(Cat(Gauge(Point()), Len(7, Len(1, Point()), Len(1, Point()), Int(2, 2)))), 2),
            Ok("18a", "span fields in reverse", Signal.Traces, Traces(Cat(F64(8, Now), F64(7, Now), Str(5, "x"), Len(2, SpanId), Len(1, TraceId)))),
            Ok("18b", "envelope in reverse", Signal.Traces, Len(1, Len(2, scopeSpans), resource)),
            Ok("19", "legacy field 1000", Signal.Traces, Len(1, Len(1000, scopeSpans)), -1),
            Ok("20a", "string_value_strindex in a trace", Signal.Traces, Traces(Cat(Span(), Len(9, Attribute("k", Int(8, 3)))))),
            Ok("20b", "key_strindex in a trace", Signal.Traces, Traces(Cat(Span(), Len(9, Int(3, 7), Len(2, Str(1, "v")))))),
        ];
    }

    private static IEnumerable<EdgeCase> Sizes() =>
    [
        Ok("23", "value nested 64 deep", Signal.Traces, Traces(Cat(Span(), Len(9, Attribute("k", Nested(64)))))),
        Malformed("24", "value nested 10,000 deep", Signal.Traces, Traces(Cat(Span(), Len(9, Attribute("k", Nested(10_000)))))),
        Ok("34", "a million empty ResourceSpans", Signal.Traces, Repeat([0x0A, 0x00], 1_000_000), 0),
        Ok("35a", "100,000 attributes", Signal.Traces, Traces(Cat(Span(), Repeat(Len(9, Attribute("key", Str(1, "value"))), 100_000)))),
        Ok("35b", "a string of 3 MB", Signal.Traces, Traces(Cat(Span(), Str(3, new string('x', 3_000_000))))),
    ];
}
