// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Redaction.Text;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>What is remembered of texts must not show: every text comes out as its patterns alone make it.</summary>
public sealed class CleanTextsTests
{
    [Fact]
    public async Task Process_TextsThatRepeat_ComeOutAsTheirPatternsMakeThem()
    {
        var random = new Random(31);
        string[] parts = ["card ", "4111111111111111", "keep", "é", " ", "secret", "SECRET", "x", new string('l', 40), "", "0"];
        string[] pool = [.. Enumerable.Range(0, 3000).Select(index => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => parts[random.Next(parts.Length)])) + (index % 3 == 0 ? $"{index}" : ""))];
        using TestSettings settings = new();
        var next = new ScriptedConsumer();
        IProcessor processor = RedactionTesting.Create("{allow_all_keys: true, blocked_values: ['4[0-9]{15}', '(?i)secret', '^x$'], allowed_values: ['^keep']}", settings, Signal.Traces, next);
        for (int round = 0; round < 200; round++)
        {
            string[] texts = [.. Enumerable.Range(0, 50).Select(_ => pool[random.Next(random.Next(10) == 0 ? pool.Length : 40)])];
            byte[] request = RedactionTesting.Request(new Span { Attributes = { texts.Select((text, index) => RedactionTesting.Attribute(($"k{index}", text))) } }).ToByteArray();
            using TelemetryBatch batch = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(request), 1, ClientContext.None);

            Outcome answer = await processor.ConsumeAsync(batch, TestContext.Current.CancellationToken);

            Assert.True(answer.IsSuccess);
            Span span = ExportTraceServiceRequest.Parser.ParseFrom(next.Deliveries.Last().Bytes).ResourceSpans[0].ScopeSpans[0].Spans[0];
            Assert.Equal(texts.Select(Expected), span.Attributes.Select(attribute => attribute.Value.StringValue));
        }
    }

    [Fact]
    public void Contains_ManyTexts_OnlyWhatWasKeptLastIsThere()
    {
        CleanTexts clean = new();
        var kept = new HashSet<string>();
        for (int index = 0; index < 5000; index++)
        {
            string text = new string('t', index % CleanTexts.LongestKept) + index;
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            Assert.False(clean.Contains(utf8, out int place));
            clean.Keep(utf8, place);
            Assert.Equal(utf8.Length <= CleanTexts.LongestKept, clean.Contains(utf8, out _));
            kept.Add(text);
        }

        Assert.False(clean.Contains(default, out _));
        Assert.False(clean.Contains("another"u8, out _));
        Assert.True(kept.Count(text => clean.Contains(Encoding.UTF8.GetBytes(text), out _)) <= 1024);
    }

    private static string Expected(string text) => text.StartsWith("keep", StringComparison.Ordinal)
        ? text
        : Regex.Replace(Regex.Replace(Regex.Replace(text, "4[0-9]{15}", "****"), "(?i)secret", "****", RegexOptions.CultureInvariant), @"^x\z", "****");
}
