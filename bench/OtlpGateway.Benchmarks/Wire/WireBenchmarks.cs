// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Benchmarks.Wire;

/// <summary>The wire code against Google.Protobuf, on 1,000 spans of about 700 bytes.</summary>
internal sealed class WireBenchmarks : IBenchmarkGroup
{
    private const int Spans = 1000;

    public string Name => "wire";

    public void Run(BenchmarkRunner runner)
    {
        byte[] request = SampleTraces.Make(Spans).ToByteArray();
        var work = new Workload(Spans, request.Length);
        runner.Ratio(
            "wire.validate",
            work,
            () => Expect(Spans, OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default).AcceptedItems),
            () => Expect(1, ExportTraceServiceRequest.Parser.ParseFrom(request).ResourceSpans.Count));
    }

    /// <summary>A benchmark that does not do its work must not look fast.</summary>
    private static void Expect(int expected, int actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"expected {expected}, got {actual}");
        }
    }
}
