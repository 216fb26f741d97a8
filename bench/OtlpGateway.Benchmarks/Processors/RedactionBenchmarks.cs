// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Detection;
using OtlpGateway.Detection.Scan;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Redaction;
using OtlpGateway.Processors.Redaction.Options;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Benchmarks.Processors;

/// <summary>All detectors on clean values against compiled regular expressions of the same meaning, and the whole processor.</summary>
internal sealed class RedactionBenchmarks : IBenchmarkGroup
{
    private const int Spans = 1000;
    private const string AllDetectors = "{private_key: , cloud_key: , jwt: , email: , uuid: , ipv6: , ipv4: , card: , phone: , long_digits: }";

    private static readonly Regex[] Patterns =
    [
        Compile("-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----"),
        Compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b|\\bAIza[0-9A-Za-z_-]{35}|\\bgh[pousr]_[0-9A-Za-z]{36}|\\bgithub_pat_\\w{50}|\\bglpat-[\\w-]{20}|\\bxox[bpars]-[\\w-]{20}|\\b[sr]k_(?:live|test)_[0-9A-Za-z]{16}|\\bsk-[\\w-]{40}|\\bSG\\.[\\w.-]{60}|\\bnpm_[0-9A-Za-z]{36}\\b|(?:AccountKey|SharedAccessKey)=[0-9A-Za-z+/]{40}"),
        Compile("\\beyJ[\\w-]{7,}\\.[\\w-]{10,}(?:\\.[\\w-]*)?"),
        Compile("[\\w.%+'-]{1,64}@(?:[0-9A-Za-z-]{1,63}\\.)+[A-Za-z]{2,}"),
        Compile("\\b[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\\b"),
        Compile("(?<![\\w:.])(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?<![\\w:.])(?:[0-9A-Fa-f]{1,4}:){0,6}(?:[0-9A-Fa-f]{1,4})?::(?:[0-9A-Fa-f]{1,4}:){0,6}[0-9A-Fa-f]{1,4}"),
        Compile("(?<![\\w.])(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?![\\w.])"),
        Compile("(?<![\\w.])(?:4\\d{3}|5[1-5]\\d\\d|2[2-7]\\d\\d|3[0-9]\\d\\d|6\\d{3})[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{1,7}(?!\\w)"),
        Compile("\\+[1-9](?:[ .()/-]{0,2}\\d){7,14}|\\(?[2-9]\\d\\d[).-] ?[2-9]\\d\\d[ .-]\\d{4}\\b|\\b0\\d{1,4}[ /-]\\d{2,}(?:[ -]\\d{2,})*\\b"),
        Compile("(?<![\\w.])\\d{10,}(?!\\w)"),
    ];

    public string Name => "redaction";

    public void Run(BenchmarkRunner runner)
    {
        ExportTraceServiceRequest clean = CleanTraces();
        byte[] request = clean.ToByteArray();
        string[] texts = [.. Texts(clean)];
        byte[][] values = [.. texts.Select(Encoding.UTF8.GetBytes)];
        runner.Ratio(
            "redaction.values",
            new Workload(values.Length, values.Sum(value => (long)value.Length)),
            () => Expect(Count(values), 0),
            () => Expect(Count(texts), 0));

        using TestSettings settings = new(TimeProvider.System, NullLogger.Instance);
        using TelemetryBatch unchanged = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(request), Spans, ClientContext.None);
        var next = new BytesConsumer();
        IProcessor processor = Create($"{{allow_all_keys: true, detectors: {AllDetectors}}}", settings, next);
        runner.Measure("redaction.unchanged", new Workload(Spans, request.Length), () => next.Expect(processor.ConsumeAsync(unchanged, CancellationToken.None), request.Length));

        byte[] personal = SampleTraces.Make(Spans).ToByteArray();
        using TelemetryBatch changed = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(personal), Spans, ClientContext.None);
        runner.Measure("redaction.masked", new Workload(Spans, personal.Length), () => next.ExpectLess(processor.ConsumeAsync(changed, CancellationToken.None), personal.Length));

        IProcessor patterns = Create("{allow_all_keys: true, blocked_values: ['\\b4[0-9]{12}(?:[0-9]{3})?\\b', '\\b(5[1-5][0-9]{14})\\b'], blocked_key_patterns: ['.*token.*']}", settings, next);
        runner.Measure("redaction.patterns", new Workload(Spans, request.Length), () => next.Expect(patterns.ConsumeAsync(unchanged, CancellationToken.None), request.Length));
    }

    private static Regex Compile(string pattern) => new(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant);

    private static int Count(byte[][] values)
    {
        int found = 0;
        foreach (byte[] value in values)
        {
            Detectors candidates = Prefilter.Candidates(value, Detectors.All);
            found += candidates != Detectors.None && new DetectionScan(value, candidates).MoveNext() ? 1 : 0;
        }

        return found;
    }

    private static int Count(string[] texts)
    {
        int found = 0;
        foreach (string text in texts)
        {
            found += HasMatchOfPattern(text) ? 1 : 0;
        }

        return found;
    }

    private static bool HasMatchOfPattern(string text)
    {
        foreach (Regex pattern in Patterns)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }

    private static ExportTraceServiceRequest CleanTraces()
    {
        ExportTraceServiceRequest request = SampleTraces.Make(Spans);
        int index = 0;
        foreach (Span span in request.ResourceSpans[0].ScopeSpans[0].Spans)
        {
            foreach (KeyValue attribute in span.Attributes)
            {
                attribute.Value = attribute.Key switch
                {
                    "client.address" => new AnyValue { StringValue = $"edge-{index % 40}.internal" },
                    "enduser.id" => new AnyValue { StringValue = $"customer-{index}-of-example.com" },
                    _ => attribute.Value,
                };
            }

            index++;
        }

        return request;
    }

    private static IEnumerable<string> Texts(ExportTraceServiceRequest request) =>
        request.ResourceSpans[0].ScopeSpans[0].Spans.SelectMany(span => span.Attributes
            .Where(attribute => attribute.Value.HasStringValue).Select(attribute => attribute.Value.StringValue).Append(span.Name));

    private static IProcessor Create(string yaml, TestSettings settings, IBatchConsumer next) => ((IProcessorFactory)new RedactionFactory()).Create(
        settings.For("benchmark"), OptionsBinder.BindYaml<RedactionOptions>(yaml, new ConfigDiagnostics()), Signal.Traces, next);

    private static void Expect(int found, int expected)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"expected {expected} values with a match, got {found}");
        }
    }

    /// <summary>A benchmark that does not do its work must not look fast.</summary>
    private sealed class BytesConsumer : IBatchConsumer
    {
        private int _length;

        public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
        {
            _length = batch.Bytes.Length;
            return ValueTask.FromResult(Outcome.Accepted);
        }

        public void Expect(in ValueTask<Outcome> answer, int length) => Check(answer, _length == length);

        public void ExpectLess(in ValueTask<Outcome> answer, int length) => Check(answer, _length < length);

        private void Check(in ValueTask<Outcome> answer, bool isRight)
        {
            if (!answer.IsCompletedSuccessfully || !isRight)
            {
                throw new InvalidOperationException($"got {_length} bytes");
            }
        }
    }
}
