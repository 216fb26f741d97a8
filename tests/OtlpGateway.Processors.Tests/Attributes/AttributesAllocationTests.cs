// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Attributes;

/// <summary>Nothing is allocated for an item, and nothing at all for a batch that stays as it is.</summary>
public sealed class AttributesAllocationTests
{
    // The new batch and its buffer; not one byte more for more spans.
    private const long PerChangedBatch = 1024;

    [Theory]
    [InlineData("actions: [{key: nowhere, action: delete}, {key: nowhere.too, action: hash}]", 0)]
    [InlineData("actions: [{pattern: '^vendor\\.', action: delete}]", 0)]
    [InlineData("{include: {match_type: regexp, services: ['^other$']}, actions: [{key: env, value: x, action: insert}]}", 0)]
    [InlineData("{include: {match_type: strict, attributes: [{key: http.response.status_code, value: 404}]}, actions: [{key: env, value: x, action: insert}]}", 0)]
    [InlineData("actions: [{key: env, value: x, action: insert}, {key: tenant_id, value: 7, action: insert}, {key: user_agent.original, action: delete}]", PerChangedBatch)]
    [InlineData("actions: [{key: enduser.id, action: hash}, {key: http.response.status_code, action: convert, converted_type: string}]", PerChangedBatch)]
    [InlineData("actions: [{pattern: '^k8s\\.', action: hash}, {key: copy, from_attribute: url.path, action: upsert}]", PerChangedBatch)]
    public void Process_AfterWarmUp_AllocatesNothingForItems(string yaml, long allowed)
    {
        using TestSettings settings = new();
        IProcessor processor = AttributesRun.Create(yaml, settings, Signal.Traces, new Accepting());
        using TelemetryBatch batch = TelemetryBatch.Create(
            Signal.Traces, PooledBuffer.CopyOf(SampleTraces.Make(500).ToByteArray()), 500, ClientContext.None);
        for (int i = 0; i < 50; i++)
        {
            Assert.True(IsAccepted(processor, batch));
        }

        // The least of a few: a collection beside it may have emptied a pool, which says nothing of items.
        long allocated = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isAccepted = IsAccepted(processor, batch);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(isAccepted);
        }

        Assert.True(allocated <= allowed, $"{allocated} bytes, {allowed} are allowed");
    }

    private static bool IsAccepted(IProcessor processor, TelemetryBatch batch)
    {
        ValueTask<Outcome> answer = processor.ConsumeAsync(batch, CancellationToken.None);
        return answer.IsCompleted && answer.Result.IsSuccess;
    }

    private sealed class Accepting : IBatchConsumer
    {
        public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) => ValueTask.FromResult(Outcome.Accepted);
    }
}
