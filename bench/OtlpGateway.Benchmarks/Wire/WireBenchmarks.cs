// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Otlp.Splitting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Benchmarks.Wire;

/// <summary>The wire code against Google.Protobuf, on 1,000 spans of about 700 bytes.</summary>
internal sealed class WireBenchmarks : IBenchmarkGroup
{
    private const int Spans = 1000;

    private static readonly string Dropped = Encoding.UTF8.GetString(LabelPolicy.Dropped);
    private static readonly string Redacted = Encoding.UTF8.GetString(LabelPolicy.Redacted);
    private static readonly string AlsoRedacted = Encoding.UTF8.GetString(LabelPolicy.AlsoRedacted);

    public string Name => "wire";

    public void Run(BenchmarkRunner runner)
    {
        byte[] request = SampleTraces.Make(Spans).ToByteArray();
        var work = new Workload(Spans, request.Length);
        using var writer = new ProtobufWriter(2 * request.Length);
        using var columns = new SpanColumns(Spans);
        int rewritten = Rewrite(request, writer);

        runner.Ratio(
            "wire.validate",
            work,
            () => Expect(Spans, OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default).AcceptedItems),
            () => Expect(1, ExportTraceServiceRequest.Parser.ParseFrom(request).ResourceSpans.Count));
        runner.Ratio(
            "wire.read",
            work,
            () => Expect(Spans, columns.Fill(request)),
            () => Expect(1, ExportTraceServiceRequest.Parser.ParseFrom(request).ResourceSpans.Count));
        runner.Ratio(
            "wire.rewrite",
            work,
            () => Expect(rewritten, Rewrite(request, writer)),
            () => Expect(rewritten, RewriteObjects(request, writer)));
        runner.Ratio(
            "wire.split",
            work,
            () => Expect(Spans, Split(request)),
            () => Expect(Spans, SplitObjects(request)));
        runner.Measure("wire.hash", work, () => RequestHash.Compute(Signal.Traces, request));
    }

    /// <summary>Into parts of an eighth of the request.</summary>
    private static int Split(byte[] request)
    {
        int spans = 0;
        RequestSplitter.Split(Signal.Traces, request, int.MaxValue, request.Length / 8, (part, items) =>
        {
            spans += items;
            part.Dispose();
        });
        return spans;
    }

    private static int SplitObjects(byte[] request)
    {
        ExportTraceServiceRequest parsed = ExportTraceServiceRequest.Parser.ParseFrom(request);
        int spans = 0;
        foreach (Span[] some in parsed.ResourceSpans[0].ScopeSpans[0].Spans.Chunk(Spans / 8))
        {
            var part = new ExportTraceServiceRequest
            {
                ResourceSpans = { new ResourceSpans { Resource = parsed.ResourceSpans[0].Resource, ScopeSpans = { new ScopeSpans { Spans = { some } } } } },
            };
            spans += part.ToByteArray().Length > 0 ? some.Length : 0;
        }

        return spans;
    }

    private static int Rewrite(byte[] request, ProtobufWriter writer)
    {
        writer.Clear();
        var policy = new LabelPolicy();
        AttributeRewriter.Rewrite(Signal.Traces, request, ref policy, writer);
        return writer.Length;
    }

    private static int RewriteObjects(byte[] request, ProtobufWriter writer)
    {
        ExportTraceServiceRequest parsed = ExportTraceServiceRequest.Parser.ParseFrom(request);
        foreach (Span span in parsed.ResourceSpans[0].ScopeSpans[0].Spans)
        {
            for (int index = span.Attributes.Count - 1; index >= 0; index--)
            {
                KeyValue attribute = span.Attributes[index];
                if (attribute.Key == Dropped)
                {
                    span.Attributes.RemoveAt(index);
                }
                else if (attribute.Key == Redacted || attribute.Key == AlsoRedacted)
                {
                    attribute.Value.StringValue = "****";
                }
            }
        }

        writer.Clear();
        parsed.WriteTo(writer);
        return writer.Length;
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
