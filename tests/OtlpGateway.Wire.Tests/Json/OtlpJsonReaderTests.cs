// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;
using static OtlpGateway.Wire.Tests.Json.Documents;

namespace OtlpGateway.Wire.Tests.Json;

/// <summary>The JSON rows of the table of receiver edge cases, and the rest of the decoder's policy.</summary>
public sealed class OtlpJsonReaderTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData(" \r\n{ }\t")]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"resourceSpans\":[]}")]
    [InlineData("{\"resourceSpans\":null}")]
    [InlineData("{\"\":1,\"x\":{\"y\":[1,[2,{}]]}}")]
    public void Transcode_EmptyRequest_WritesNothing(string json)
    {
        Assert.Equal(JsonFault.None, Transcode(json).Fault);
        Assert.Empty(Traces(json).ResourceSpans);
    }

    [Theory]
    [InlineData("null", JsonFault.NotAnObject)]
    [InlineData("[]", JsonFault.NotAnObject)]
    [InlineData("\"\"", JsonFault.NotAnObject)]
    [InlineData("1", JsonFault.NotAnObject)]
    [InlineData("", JsonFault.Empty)]
    [InlineData(" \n", JsonFault.Empty)]
    [InlineData("\uFEFF", JsonFault.Empty)]
    [InlineData("{} x", JsonFault.Syntax)]
    [InlineData("{}{}", JsonFault.Syntax)]
    [InlineData("{\"resourceSpans\":[}", JsonFault.Syntax)]
    [InlineData("{\"resourceSpans\":[],}", JsonFault.Syntax)]
    [InlineData("{/*c*/}", JsonFault.Syntax)]
    [InlineData("{\"resourceSpans\":{}}", JsonFault.WrongType)]
    [InlineData("{\"resourceSpans\":[1]}", JsonFault.WrongType)]
    [InlineData("{\"resourceSpans\":[[]]}", JsonFault.WrongType)]
    public void Transcode_WrongDocument_IsRefused(string json, JsonFault expected) => Assert.Equal(expected, Transcode(json).Fault);

    [Theory]
    [InlineData("12", 12)]
    [InlineData("\"12\"", 12)]
    [InlineData("1e3", 1000)]
    [InlineData("1.0", 1)]
    [InlineData("\"1.50E+2\"", 150)]
    [InlineData("1200e-2", 12)]
    [InlineData("-0", 0)]
    [InlineData("0e99999999999999999999", 0)]
    [InlineData("\"0001\"", 1)]
    [InlineData("\"\\u0031\\u0032\"", 12)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("\"9223372036854775807\"", long.MaxValue)]
    [InlineData("9223372036854775807.000", long.MaxValue)]
    [InlineData("922337203685477580.7e1", long.MaxValue)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("{\"low\":-1,\"high\":1,\"unsigned\":false}", 0x1_FFFF_FFFF)]
    [InlineData("{\"low\":4294967295,\"high\":0}", 0xFFFF_FFFF)]
    public void Transcode_Integer_IsExact(string value, long expected) => Assert.Equal(expected, ReadInteger(value));

    [Theory]
    [InlineData("1e21", JsonFault.OutOfRange)]
    [InlineData("9223372036854775808", JsonFault.OutOfRange)]
    [InlineData("-9223372036854775809", JsonFault.OutOfRange)]
    [InlineData("99999999999999999999999999", JsonFault.OutOfRange)]
    [InlineData("1e999999999999", JsonFault.OutOfRange)]
    [InlineData("\" 1\"", JsonFault.BadNumber)]
    [InlineData("\"1 \"", JsonFault.BadNumber)]
    [InlineData("\"+1\"", JsonFault.BadNumber)]
    [InlineData("\"\"", JsonFault.BadNumber)]
    [InlineData("\"-\"", JsonFault.BadNumber)]
    [InlineData("\"1.\"", JsonFault.BadNumber)]
    [InlineData("\".5\"", JsonFault.BadNumber)]
    [InlineData("\"1e\"", JsonFault.BadNumber)]
    [InlineData("\"0x10\"", JsonFault.BadNumber)]
    [InlineData("1.5", JsonFault.BadNumber)]
    [InlineData("1e-1", JsonFault.BadNumber)]
    [InlineData("1e-99999999999", JsonFault.BadNumber)]
    [InlineData("NaN", JsonFault.Syntax)]
    [InlineData("01", JsonFault.Syntax)]
    [InlineData("true", JsonFault.WrongType)]
    [InlineData("[1]", JsonFault.WrongType)]
    [InlineData("{\"low\":4294967296}", JsonFault.BadNumber)]
    public void Transcode_BadInteger_IsRefused(string value, JsonFault expected) => Assert.Equal(expected, IntegerFault(value));

    [Theory]
    [InlineData("\"count\":\"18446744073709551615\"", JsonFault.None)]
    [InlineData("\"count\":\"18446744073709551616\"", JsonFault.OutOfRange)]
    [InlineData("\"count\":-1", JsonFault.OutOfRange)]
    [InlineData("\"flags\":4294967295", JsonFault.None)]
    [InlineData("\"flags\":4294967296", JsonFault.OutOfRange)]
    [InlineData("\"scale\":-2147483648", JsonFault.None)]
    [InlineData("\"scale\":\"2147483647\"", JsonFault.None)]
    [InlineData("\"scale\":2147483648", JsonFault.OutOfRange)]
    [InlineData("\"scale\":{\"low\":1}", JsonFault.WrongType)]
    public void Transcode_RangeOfEachType_IsKept(string field, JsonFault expected) =>
        Assert.Equal(expected, Transcode(Metric($$$"""{"exponentialHistogram":{"dataPoints":[{{{{field}}}}]}}"""), Signal.Metrics).Fault);

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("\"1.5\"", 1.5)]
    [InlineData("7", 7.0)]
    [InlineData("-0.0", -0.0)]
    [InlineData("1e-320", 1e-320)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"nan\"", double.NaN)]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"+Inf\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    public void Transcode_Double_KeepsItsBits(string value, double expected) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(ReadValue($$"""{"doubleValue":{{value}}}""").DoubleValue));

    [Theory]
    [InlineData("NaN", JsonFault.Syntax)]
    [InlineData("1e999", JsonFault.OutOfRange)]
    [InlineData("\"\"", JsonFault.BadNumber)]
    [InlineData("\" 1\"", JsonFault.BadNumber)]
    [InlineData("\"1,5\"", JsonFault.BadNumber)]
    [InlineData("\".5\"", JsonFault.BadNumber)]
    [InlineData("\"5.\"", JsonFault.BadNumber)]
    [InlineData("\"infinit\"", JsonFault.BadNumber)]
    [InlineData("\"\u221e\"", JsonFault.BadNumber)]
    [InlineData("false", JsonFault.WrongType)]
    [InlineData("{}", JsonFault.WrongType)]
    public void Transcode_BadDouble_IsRefused(string value, JsonFault expected) =>
        Assert.Equal(expected, Transcode(Value($$"""{"doubleValue":{{value}}}""")).Fault);

    [Fact]
    public void Transcode_NullDoubleOfAPoint_LeavesAPointWithoutValueAndCounts()
    {
        const string Point = """{"gauge":{"dataPoints":[{"timeUnixNano":"1","asDouble":null}]}}""";
        NumberDataPoint point = Assert.Single(ReadMetric(Point).Gauge.DataPoints);
        Assert.Equal(NumberDataPoint.ValueOneofCase.None, point.ValueCase);
        Assert.Equal(1, Transcode(Metric(Point), Signal.Metrics).Warnings.NullDoubles);
    }

    [Theory]
    [InlineData(Signal.Metrics, "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"g\",\"gauge\":{\"dataPoints\":[{\"timeUnixNano\":1,\"asDouble\":null},{\"timeUnixNano\":1,\"asDouble\":2}]}}]}]}]}")]
    [InlineData(Signal.Traces, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"0102\",\"spanId\":\"0102030405060708\"},{\"traceId\":\"0102030405060708090a0b0c0d0e0f10\",\"spanId\":\"0102030405060708\"}]}]}]}")]
    public void Transcode_OneBadItem_CostsTheEdgeThatItemOnly(Signal signal, string json)
    {
        using ProtobufWriter wire = new();
        Assert.True(OtlpJsonReader.Transcode(signal, Encoding.UTF8.GetBytes(json), wire).IsSuccess);
        EdgeResult check = OtlpEdge.Check(signal, wire.WrittenSpan, EdgeLimits.Default);
        Assert.Equal((WireFault.None, 2, 1), (check.Fault, check.ItemCount, check.RejectedItems));
    }

    [Fact]
    public void Transcode_NullOptionals_AreAbsentAndZeroIsPresent()
    {
        const string Point = """{"histogram":{"dataPoints":[{"sum":null,"min":0,"max":-0.0,"count":null,"flags":null}]}}""";
        HistogramDataPoint point = Assert.Single(ReadMetric(Point).Histogram.DataPoints);
        Assert.Equal((false, true, true), (point.HasSum, point.HasMin, point.HasMax));
    }

    [Theory]
    [InlineData("{}", AnyValue.ValueOneofCase.None)]
    [InlineData("null", AnyValue.ValueOneofCase.None)]
    [InlineData("{\"doubleValue\":null}", AnyValue.ValueOneofCase.None)]
    [InlineData("{\"stringValue\":\"\"}", AnyValue.ValueOneofCase.StringValue)]
    [InlineData("{\"intValue\":0}", AnyValue.ValueOneofCase.IntValue)]
    [InlineData("{\"boolValue\":false}", AnyValue.ValueOneofCase.BoolValue)]
    [InlineData("{\"bytesValue\":\"\"}", AnyValue.ValueOneofCase.BytesValue)]
    [InlineData("{\"arrayValue\":{}}", AnyValue.ValueOneofCase.ArrayValue)]
    [InlineData("{\"kvlistValue\":{\"values\":[]}}", AnyValue.ValueOneofCase.KvlistValue)]
    [InlineData("{\"stringValue\":\"a\",\"intValue\":0}", AnyValue.ValueOneofCase.IntValue)]
    [InlineData("{\"stringValue\":\"a\",\"intValue\":null}", AnyValue.ValueOneofCase.StringValue)]
    public void Transcode_AnyValue_ZeroIsSetAndTheLastMemberWins(string value, AnyValue.ValueOneofCase expected) =>
        Assert.Equal(expected, (ReadValue(value) ?? new AnyValue()).ValueCase);

    [Fact]
    public void Transcode_NullsInLists_KeepTheirPlaceAmongValuesOnly()
    {
        AnyValue value = ReadValue("""{"arrayValue":{"values":[{"intValue":"1"},null,{"boolValue":true}]}}""");
        Assert.Equal(3, value.ArrayValue.Values.Count);
        Assert.Equal(AnyValue.ValueOneofCase.None, value.ArrayValue.Values[1].ValueCase);
        JsonResult result = Transcode("""{"resourceSpans":[null,{"scopeSpans":[null]}]}""");
        Assert.Equal((JsonFault.None, 2), (result.Fault, result.Warnings.NullElements));
    }

    [Theory]
    [InlineData("\"0102030405060708090A0b0c0d0e0f10\"", 16)]
    [InlineData("\"\"", 0)]
    [InlineData("null", 0)]
    [InlineData("\"01020304\"", 4)]
    [InlineData("\"\\u0030102030405060708090A0b0c0d0e0f10\"", 16)]
    public void Transcode_Id_PassesAsBytesOfAnyLength(string id, int length) =>
        Assert.Equal(length, ReadSpan($$"""{"traceId":{{id}}}""").TraceId.Length);

    [Theory]
    [InlineData("\"AQIDBAUGBwgJCgsMDQ4PEA==\"", JsonFault.BadId)]
    [InlineData("\"010\"", JsonFault.BadId)]
    [InlineData("\"0102030405060708090a0b0c0d0e0fzz\"", JsonFault.BadId)]
    [InlineData("\"0x01\"", JsonFault.BadId)]
    [InlineData("1", JsonFault.WrongType)]
    public void Transcode_BadId_IsRefused(string id, JsonFault expected)
    {
        JsonResult result = Transcode(Span($$"""{"name":"n","traceId":{{id}}}"""));
        Assert.Equal(expected, result.Fault);
        Assert.StartsWith("$.resourceSpans[0].scopeSpans[0].spans[0].traceId: ", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AQI=", "0102")]
    [InlineData("AQI", "0102")]
    [InlineData("+/+/", "FBFFBF")]
    [InlineData("-_-_", "FBFFBF")]
    [InlineData("\\u0041QI\\/", "01023F")]
    [InlineData("", "")]
    public void Transcode_Base64_TakesBothAlphabetsAndNoPadding(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(ReadValue($$"""{"bytesValue":"{{text}}"}""").BytesValue.Span));

    [Theory]
    [InlineData("AQ I=")]
    [InlineData("AQI=\\n")]
    [InlineData("A")]
    [InlineData("A===")]
    [InlineData("AQI==")]
    [InlineData("=")]
    [InlineData("A=QI")]
    [InlineData("AQ\u00e9I")]
    public void Transcode_BadBase64_IsRefused(string text) =>
        Assert.Equal(JsonFault.BadBase64, Transcode(Value($$"""{"bytesValue":"{{text}}"}""")).Fault);

    [Theory]
    [InlineData("2", 2)]
    [InlineData("\"2\"", 2)]
    [InlineData("\"SPAN_KIND_SERVER\"", 2)]
    [InlineData("99", 99)]
    [InlineData("-1", -1)]
    public void Transcode_Enum_TakesNumbersAndNames(string kind, int expected) =>
        Assert.Equal(expected, (int)ReadSpan($$"""{"kind":{{kind}}}""").Kind);

    [Theory]
    [InlineData("\"SPAN_KIND_TYPO\"", JsonFault.UnknownEnumName)]
    [InlineData("\"server\"", JsonFault.UnknownEnumName)]
    [InlineData("\"\"", JsonFault.BadNumber)]
    [InlineData("2147483648", JsonFault.OutOfRange)]
    [InlineData("2.5", JsonFault.BadNumber)]
    public void Transcode_BadEnum_IsRefused(string kind, JsonFault expected) =>
        Assert.Equal(expected, Transcode(Span($$"""{"kind":{{kind}}}""")).Fault);

    [Fact]
    public void Transcode_MixedSpellingAndDuplicates_MergeAsProtobufDoes()
    {
        Span span = ReadSpan(
            """
            {"start_time_unix_nano":"5","startTimeUnixNano":0,"name":"a","n\u0061me":"b","parent_span_id":"0102030405060708",
             "attributes":[{"key":"a"}],"attributes":[{"key":"b"}],"status":{"code":2},"status":{"message":"m"},
             "droppedAttributesCount":3,"dropped_attributes_count":0}
            """);
        Assert.Equal((0UL, "b", 0U), (span.StartTimeUnixNano, span.Name, span.DroppedAttributesCount));
        Assert.Equal(8, span.ParentSpanId.Length);
        Assert.Equal(["a", "b"], span.Attributes.Select(a => a.Key));
        Assert.Equal((Status.Types.StatusCode.Error, "m"), (span.Status.Code, span.Status.Message));
    }

    [Fact]
    public void Transcode_DuplicatesAndUnknownKeys_AreCounted()
    {
        JsonResult result = Transcode(Span("""{"name":"a","name":"","what":{"deep":[{}]},"ever":null}"""));
        Assert.Equal((1, 2), (result.Warnings.DuplicateKeys, result.Warnings.UnknownKeys));
    }

    [Theory]
    [InlineData("\\u00e9\\ud83d\\ude00", "é😀", 0)]
    [InlineData("\\ud800", "\uFFFD", 1)]
    [InlineData("a\\udc00b", "a\uFFFDb", 1)]
    [InlineData("\\ud83d\\ud83d\\ude00", "\uFFFD😀", 1)]
    [InlineData("\\ud83dx\\ude00", "\uFFFDx\uFFFD", 2)]
    [InlineData("\\u0000\\\"\\\\\\/\\b\\f\\n\\r\\t", "\0\"\\/\b\f\n\r\t", 0)]
    public void Transcode_Escapes_BecomeUtf8(string escaped, string expected, int replaced)
    {
        string fields = $$"""{"name":"{{escaped}}"}""";
        Assert.Equal(expected, ReadSpan(fields).Name);
        Assert.Equal(replaced, Transcode(Span(fields)).Warnings.ReplacedSurrogates);
    }

    [Fact]
    public void Transcode_OtherEncodings_AreRefused()
    {
        string json = Span("""{"name":"n"}""");
        Assert.Equal(JsonFault.Syntax, Transcode(Encoding.Unicode.GetBytes(json)).Fault);
        Assert.Equal(JsonFault.InvalidUtf8, Transcode([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(json)]).Fault);
        JsonResult latin = Transcode(Encoding.Latin1.GetBytes("{\"é\":1}"));
        Assert.Equal((JsonFault.InvalidUtf8, 2), (latin.Fault, latin.Offset));
    }

    [Theory]
    [InlineData("{\"name\":5}")]
    [InlineData("{\"name\":{}}")]
    [InlineData("{\"status\":[]}")]
    [InlineData("{\"attributes\":{\"a\":\"b\"}}")]
    [InlineData("{\"attributes\":[{\"key\":\"k\",\"value\":\"bare\"}]}")]
    [InlineData("{\"attributes\":[{\"key\":\"k\",\"value\":{\"boolValue\":\"true\"}}]}")]
    public void Transcode_WrongTypes_AreRefused(string fields) => Assert.Equal(JsonFault.WrongType, Transcode(Span(fields)).Fault);

    [Fact]
    public void Transcode_LimitReached_IsTooLarge()
    {
        byte[] json = Encoding.UTF8.GetBytes(Metric("""{"histogram":{"dataPoints":[{"bucketCounts":[1,2,3,4,5,6,7,8]}]}}"""));
        using ProtobufWriter wire = new();
        Assert.Equal(JsonFault.None, OtlpJsonReader.Transcode(Signal.Metrics, json, wire, 100).Fault);
        int length = wire.Length;
        Assert.Equal(JsonFault.TooLarge, OtlpJsonReader.Transcode(Signal.Metrics, json, wire, length - 1).Fault);
        Assert.Equal(JsonFault.TooLarge, OtlpJsonReader.Transcode(Signal.Metrics, json, wire, 20).Fault);
        Assert.Equal(length, wire.Length);
    }

    [Fact]
    public void Transcode_FaultMessage_IsBoundedAndHarmless()
    {
        string name = new('\u00e9', 5000);
        JsonResult result = Transcode($$$"""{"resourceSpans":[{"resource":{"attributes":[{"key":1,"{{{name}}}\r\n":2}]}}]}""");
        Assert.Equal("$.resourceSpans[0].resource.attributes[0].key: expected a string (byte 52)", result.Message);
        Assert.Equal(JsonFault.Syntax, Transcode($$$"""{"{{{name}}}":{"a\r\nb":x}}""").Fault);
        Assert.All(Transcode($$$"""{"{{{name}}}":{"a\r\nb":x}}""").Message!, c => Assert.InRange(c, ' ', '~'));
    }
}
