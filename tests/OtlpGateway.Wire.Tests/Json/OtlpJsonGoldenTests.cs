// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;
using static OtlpGateway.Wire.Tests.Json.Documents;

namespace OtlpGateway.Wire.Tests.Json;

/// <summary>Whole documents: what clients send, and what we write, character for character.</summary>
public sealed class OtlpJsonGoldenTests
{
    /// <summary>The shape of the JavaScript SDK: numbers where the standard has strings, nulls where it has NaN.</summary>
    private const string JavaScriptMetrics =
        """
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"web"}},{"key":"pid","value":{"intValue":4711}}],
        "droppedAttributesCount":0,"schemaUrl":"https://example.test/1"},"scopeMetrics":[{"scope":{"name":"http","version":""},"metrics":[
        {"name":"h","description":"","unit":"ms","histogram":{"aggregationTemporality":2,"dataPoints":[{"attributes":[{"key":"a","value":{}}],
        "bucketCounts":[1,0,2],"explicitBounds":[0.5,10],"count":3,"sum":null,"min":1,"max":20.5,
        "startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000001000000000"}]}},
        {"name":"g","gauge":{"dataPoints":[{"attributes":[],"asDouble":null,"timeUnixNano":"1700000001000000000"},{"attributes":[],"asInt":12,"timeUnixNano":1700000001000000000}]}}]}]}]}
        """;

    [Fact]
    public void Transcode_JavaScriptMetrics_KeepsEveryValue()
    {
        ResourceMetrics resource = Assert.Single(Metrics(JavaScriptMetrics).ResourceMetrics);
        Assert.Equal(4711, resource.Resource.Attributes[1].Value.IntValue);
        IList<Metric> metrics = Assert.Single(resource.ScopeMetrics).Metrics;
        HistogramDataPoint point = Assert.Single(metrics[0].Histogram.DataPoints);
        Assert.Equal([1UL, 0UL, 2UL], point.BucketCounts);
        Assert.Equal([0.5, 10], point.ExplicitBounds);
        Assert.Equal((3UL, false, 1.0, 20.5), (point.Count, point.HasSum, point.Min, point.Max));
        Assert.Equal((AggregationTemporality.Cumulative, 1700000000000000000UL), (metrics[0].Histogram.AggregationTemporality, point.StartTimeUnixNano));
        Assert.Equal(AnyValue.ValueOneofCase.None, Assert.Single(point.Attributes).Value.ValueCase);
        Assert.Equal(NumberDataPoint.ValueOneofCase.None, metrics[1].Gauge.DataPoints[0].ValueCase);
        Assert.Equal((12L, 1700000001000000000UL), (metrics[1].Gauge.DataPoints[1].AsInt, metrics[1].Gauge.DataPoints[1].TimeUnixNano));

        JsonWarnings warnings = Transcode(JavaScriptMetrics, Signal.Metrics).Warnings;
        Assert.Equal((2, 1), (warnings.NullDoubles, warnings.UnknownKeys));
    }

    [Fact]
    public void Transcode_HandWrittenLogs_TakesSnakeCaseAndNames()
    {
        LogRecord record = Assert.Single(Assert.Single(Assert.Single(Logs(
            """
            {
              "resource_logs": [ { "scope_logs": [ { "log_records": [ {
                "time_unix_nano": 1544712660300000000, "severity_number": "SEVERITY_NUMBER_WARN2", "severity_text": "Warn",
                "trace_id": "5B8EFFF798038103D269B633813FC60C", "span_id": "eee19b7ec3c1b174",
                "body": { "kvlist_value": { "values": [ { "key": "n", "value": { "double_value": 1 } } ] } },
                "event_name": "cart.emptied"
              } ] } ] } ]
            }
            """).ResourceLogs).ScopeLogs).LogRecords);
        Assert.Equal((1544712660300000000UL, SeverityNumber.Warn2, "cart.emptied"), (record.TimeUnixNano, record.SeverityNumber, record.EventName));
        Assert.Equal("5B8EFFF798038103D269B633813FC60C", Convert.ToHexString(record.TraceId.Span));
        Assert.Equal(1.0, Assert.Single(record.Body.KvlistValue.Values).Value.DoubleValue);
    }

    [Fact]
    public void Transcode_Profiles_KeepsTheDictionary()
    {
        IMessage profiles = Oracle.Read(
            Signal.Profiles,
            """{"resourceProfiles":[{"scopeProfiles":[{"profiles":[{"profileId":"0102030405060708090a0b0c0d0e0f10","samples":[{"stackIndex":1,"values":["5",6]}]}]}]}],"dictionary":{"stringTable":["","cpu"]}}"""u8);
        Assert.Equal(
            """{ "resourceProfiles": [ { "scopeProfiles": [ { "profiles": [ { "samples": [ { "stackIndex": 1, "values": [ "5", "6" ] } ], "profileId": "AQIDBAUGBwgJCgsMDQ4PEA==" } ] } ] } ], "dictionary": { "stringTable": [ "", "cpu" ] } }""",
            JsonFormatter.Default.Format(profiles));
    }

    [Fact]
    public void Write_Trace_IsAsTheCollectorWritesIt()
    {
        ExportTraceServiceRequest request = new();
        ResourceSpans resource = new() { Resource = new() { Attributes = { Text("service.name", "shop") } } };
        request.ResourceSpans.Add(resource);
        resource.ScopeSpans.Add(new ScopeSpans
        {
            Scope = new InstrumentationScope { Name = "lib", Version = "1.0" },
            Spans =
            {
                new Span
                {
                    TraceId = ByteString.CopyFrom(Convert.FromHexString("000102030405060708090A0B0C0D0E0F")),
                    SpanId = ByteString.CopyFrom(Convert.FromHexString("F0F1F2F3F4F5F6F7")),
                    Flags = 257,
                    Name = "GET <\"käse\"> 😀\n",
                    Kind = OpenTelemetry.Proto.Trace.V1.Span.Types.SpanKind.Client,
                    StartTimeUnixNano = 1700000000000000000,
                    Attributes =
                    {
                        new KeyValue { Key = "i", Value = new AnyValue { IntValue = -3 } },
                        new KeyValue { Key = "d", Value = new AnyValue { DoubleValue = double.NegativeInfinity } },
                        new KeyValue { Key = "b", Value = new AnyValue { BytesValue = ByteString.CopyFrom(1, 2) } },
                        new KeyValue { Key = "a", Value = new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue(), new AnyValue { BoolValue = false } } } } },
                    },
                    Events = { new OpenTelemetry.Proto.Trace.V1.Span.Types.Event { TimeUnixNano = 5, Name = "e" } },
                    Status = new Status { Code = Status.Types.StatusCode.Error, Message = "bad" },
                },
                new Span(),
            },
        });
        Assert.Equal(
            """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"lib","version":"1.0"},"spans":[{"traceId":"000102030405060708090a0b0c0d0e0f","spanId":"f0f1f2f3f4f5f6f7","flags":257,"name":"GET <\"käse\"> \uD83D\uDE00\n","kind":3,"startTimeUnixNano":"1700000000000000000","attributes":[{"key":"i","value":{"intValue":"-3"}},{"key":"d","value":{"doubleValue":"-Infinity"}},{"key":"b","value":{"bytesValue":"AQI="}},{"key":"a","value":{"arrayValue":{"values":[{},{"boolValue":false}]}}}],"events":[{"timeUnixNano":"5","name":"e"}],"status":{"message":"bad","code":2}},{"status":{}}]}]}]}
            """,
            Write(Signal.Traces, request.ToByteArray()));
    }

    [Fact]
    public void Write_EmptyRequest_IsAnEmptyObject() => Assert.Equal("{}", Write(Signal.Logs, []));

    [Fact]
    public void Write_FieldsOutOfOrderAndInPieces_AreMergedInOrder()
    {
        using ProtobufWriter wire = new();
        int envelope = wire.BeginMessage(1);
        wire.WriteStringField(3, "old");
        foreach (string key in (string[])["a", "b"])
        {
            int resource = wire.BeginMessage(1);
            int attribute = wire.BeginMessage(1);
            wire.WriteStringField(1, key);
            wire.EndMessage(attribute);
            wire.EndMessage(resource);
        }

        wire.WriteVarintField(77, 1);
        wire.WriteStringField(3, "new");
        wire.EndMessage(envelope);
        Assert.Equal(
            """{"resourceMetrics":[{"resource":{"attributes":[{"key":"a","value":{}},{"key":"b","value":{}}]},"schemaUrl":"new"}]}""",
            Write(Signal.Metrics, wire.WrittenSpan));
    }

    [Fact]
    public void Write_OneofGivenTwice_WritesTheLast()
    {
        byte[] value = [.. new AnyValue { IntValue = 1 }.ToByteArray(), .. new AnyValue { StringValue = "s" }.ToByteArray(), .. new AnyValue { IntValue = 2 }.ToByteArray()];
        using ProtobufWriter wire = new();
        int[] open = [wire.BeginMessage(1), wire.BeginMessage(1), wire.BeginMessage(1)];
        wire.WriteBytesField(2, value);
        Array.ForEach(open.Reverse().ToArray(), wire.EndMessage);
        Assert.Equal("""{"resourceSpans":[{"resource":{"attributes":[{"value":{"intValue":"2"}}]}}]}""", Write(Signal.Traces, wire.WrittenSpan));
    }

    [Theory]
    [InlineData(1000, false, """{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"schemaUrl":"old"}]}]}""")]
    [InlineData(1000, true, """{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"schemaUrl":"new"}]}]}""")]
    public void Write_LegacyScopes_AreReadWhereThereAreNoOthers(int legacyNumber, bool withNew, string expected)
    {
        using ProtobufWriter wire = new();
        int envelope = wire.BeginMessage(1);
        int scope = wire.BeginMessage(legacyNumber);
        wire.WriteStringField(3, "old");
        wire.EndMessage(scope);
        if (withNew)
        {
            scope = wire.BeginMessage(2);
            wire.WriteStringField(3, "new");
            wire.EndMessage(scope);
        }

        wire.EndMessage(envelope);
        Assert.Equal(expected, Write(Signal.Logs, wire.WrittenSpan));
    }

    [Fact]
    public void Write_PackedAndUnpacked_AreOneList()
    {
        using ProtobufWriter wire = new();
        int[] open = [wire.BeginMessage(1), wire.BeginMessage(2), wire.BeginMessage(2), wire.BeginMessage(9), wire.BeginMessage(1)];
        int packed = wire.BeginMessage(6);
        wire.WriteFixed64(1);
        wire.WriteFixed64(ulong.MaxValue);
        wire.EndMessage(packed);
        wire.WriteFixed64Field(6, 3);
        Array.ForEach(open.Reverse().ToArray(), wire.EndMessage);
        Assert.Contains("""{"dataPoints":[{"bucketCounts":["1","18446744073709551615","3"]}]}""", Write(Signal.Metrics, wire.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_InvalidUtf8_IsReplaced()
    {
        using ProtobufWriter wire = new();
        int envelope = wire.BeginMessage(1);
        wire.WriteBytesField(3, [(byte)'a', 0xFF, (byte)'b', 0xE2, 0x82]);
        wire.EndMessage(envelope);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(Write(Signal.Logs, wire.WrittenSpan));
        Assert.Equal("a\uFFFDb\uFFFD", json.RootElement.GetProperty("resourceLogs")[0].GetProperty("schemaUrl").GetString());
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0x05 }, WireFault.Truncated)]
    [InlineData(new byte[] { 0x08, 0x01 }, WireFault.WireTypeMismatch)]
    [InlineData(new byte[] { 0x0A, 0x02, 0x1A, 0x05 }, WireFault.Truncated)]
    [InlineData(new byte[] { 0x00 }, WireFault.BadFieldNumber)]
    public void Write_MalformedMessage_SaysSo(byte[] message, WireFault expected)
    {
        using ProtobufWriter json = new();
        Assert.Equal(expected, OtlpJsonWriter.Write(Signal.Traces, message, json));
        Assert.Equal("{}", Write(Signal.Traces, []));
    }

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static string Write(Signal signal, ReadOnlySpan<byte> message)
    {
        using ProtobufWriter json = new();
        Assert.Equal(WireFault.None, OtlpJsonWriter.Write(signal, message, json));
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
