// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>Nothing is allocated for an item, and nothing at all for a batch that stays as it is: that one is passed on itself.</summary>
public sealed class RedactionAllocationTests
{
    private const string AllDetectors = "{private_key: , cloud_key: , jwt: , email: , uuid: , ipv6: , ipv4: , card: , phone: , long_digits: }";

    // The new batch and its buffer; not one byte more for more spans.
    private const long PerChangedBatch = 2560;

    [Theory]
    [InlineData($"{{allow_all_keys: true, detectors: {AllDetectors}}}", true, 0)]
    [InlineData($"{{allow_all_keys: true, redact_all_types: true, detectors: {AllDetectors}}}", true, 0)]
    [InlineData("{allow_all_keys: true, blocked_values: ['4111[0-9]+', '(?i)secret'], blocked_key_patterns: [token], allowed_values: ['^nothing$']}", true, 0)]
    [InlineData("{allow_all_keys: true, ignored_key_patterns: ['^x'], summary: debug, detectors: {email: }}", true, 0)]
    [InlineData("{allow_all_keys: true, db_sanitizer: {sql: {enabled: true, attributes: [db.statement]}}}", true, 0)]
    [InlineData($"{{allow_all_keys: true, detectors: {AllDetectors}}}", false, PerChangedBatch)]
    [InlineData("{allow_all_keys: true, hash_function: hmac-sha256, hmac_key: 0123456789abcdef0123456789abcdef, detectors: {email: {action: hash}}}", false, PerChangedBatch)]
    [InlineData("{allow_all_keys: true, summary: debug, detectors: {email: }, blocked_values: ['AppleWebKit']}", false, PerChangedBatch)]
    [InlineData("{allowed_keys: [url.path], summary: info}", false, PerChangedBatch)]
    [InlineData("{allow_all_keys: true, url_sanitizer: {enabled: true, attributes: [url.path]}}", false, PerChangedBatch)]
    [InlineData("{allow_all_keys: true, detectors: {email: {action: drop_item}}}", false, PerChangedBatch)]
    public void Process_AfterWarmUp_AllocatesNothingForItems(string yaml, bool isClean, long allowed)
    {
        using TestSettings settings = new();
        var next = new Accepting();
        IProcessor processor = RedactionTesting.Create(yaml, settings, Signal.Traces, next);
        ExportTraceServiceRequest request = SampleTraces.Make(500);
        if (isClean)
        {
            Clean(request);
        }

        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(request.ToByteArray()), 500, ClientContext.None);
        for (int i = 0; i < 50; i++)
        {
            Assert.True(IsAccepted(processor, batch));
        }

        // The least of a few: a collection beside it may have emptied a pool, which says nothing of items.
        next.Last = null;
        long allocated = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isAccepted = IsAccepted(processor, batch);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(isAccepted);
        }

        Assert.Equal(isClean, ReferenceEquals(batch, next.Last));
        Assert.True(allocated <= allowed, $"{allocated} bytes, {allowed} are allowed");
    }

    private static void Clean(ExportTraceServiceRequest request)
    {
        foreach (Span span in request.ResourceSpans[0].ScopeSpans[0].Spans)
        {
            foreach (KeyValue attribute in span.Attributes.Where(attribute => attribute.Key is "client.address" or "enduser.id" or "session.id"))
            {
                attribute.Value = new AnyValue { StringValue = "nobody" };
            }
        }
    }

    private static bool IsAccepted(IProcessor processor, TelemetryBatch batch)
    {
        ValueTask<Outcome> answer = processor.ConsumeAsync(batch, CancellationToken.None);
        return answer.IsCompleted && answer.Result.IsSuccess;
    }

    private sealed class Accepting : IBatchConsumer
    {
        public TelemetryBatch? Last { get; set; }

        public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
        {
            Last = batch;
            return ValueTask.FromResult(Outcome.Accepted);
        }
    }
}
