// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Benchmarks.Json;

/// <summary>
/// OTLP/JSON against Google.Protobuf, on 1,000 spans of about 700 bytes. Its parser reads ids in base64 only, so it gets
/// the document that its own formatter makes of the same spans; that one is shorter, and writes enums by name.
/// </summary>
internal sealed class JsonBenchmarks : IBenchmarkGroup
{
    private const int Spans = 1000;

    public string Name => "json";

    public void Run(BenchmarkRunner runner)
    {
        ExportTraceServiceRequest message = SampleTraces.Make(Spans);
        byte[] request = message.ToByteArray();
        using ProtobufWriter json = new();
        OtlpJsonWriter.Write(Signal.Traces, request, json);
        byte[] document = json.WrittenSpan.ToArray();
        byte[] theirDocument = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message));
        using ProtobufWriter wire = new();
        runner.Ratio(
            "json.read",
            new Workload(Spans, document.Length),
            () =>
            {
                wire.Clear();
                Expect(JsonFault.None, OtlpJsonReader.Transcode(Signal.Traces, document, wire).Fault);
            },
            () => Expect(1, JsonParser.Default.Parse<ExportTraceServiceRequest>(Encoding.UTF8.GetString(theirDocument)).ResourceSpans.Count));
        runner.Ratio(
            "json.write",
            new Workload(Spans, document.Length),
            () =>
            {
                json.Clear();
                Expect(WireFault.None, OtlpJsonWriter.Write(Signal.Traces, request, json));
            },
            () => Expect(theirDocument.Length, Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(ExportTraceServiceRequest.Parser.ParseFrom(request))).Length));
    }

    /// <summary>A benchmark that does not do its work must not look fast.</summary>
    private static void Expect<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvalidOperationException($"expected {expected}, got {actual}");
        }
    }
}
