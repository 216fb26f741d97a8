// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;
using static OtlpGateway.Processors.Tests.Cardinality.CardinalityRig;

namespace OtlpGateway.Processors.Tests.Cardinality;

/// <summary>Nothing is allocated for an item, and nothing at all for a batch that stays as it is.</summary>
public sealed class CardinalityAllocationTests
{
    // The new batch and its buffer; not one byte more for more points.
    private const long PerChangedBatch = 1024;

    [Theory]
    [InlineData("{shapes: {path: keep}}", 0)]
    [InlineData("dry_run: true", 0)]
    [InlineData("{}", PerChangedBatch)]
    [InlineData("policies: [{label: server.address, action: drop}, {label: http.request.method, action: limit, limit: 3}]", PerChangedBatch)]
    public async Task Process_AfterWarmUp_AllocatesNothingForItems(string yaml, long allowed)
    {
        using TestSettings settings = new();

        // The reader of a test's metrics allocates with each count; the gateway's own does not.
        settings.Metrics.Dispose();
        IProcessor processor = Create(yaml, settings, new Accepting());
        await processor.StartAsync(TestContext.Current.CancellationToken);
        (bool isAccepted, long allocated) = Measure(processor, SampleMetrics.Make(2000), 0);
        await processor.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(isAccepted);
        Assert.True(allocated <= allowed, $"{allocated} bytes, {allowed} are allowed");
    }

    [Fact]
    public async Task Process_ValuesThatAreAllNew_AllocatesNothingForItems()
    {
        using TestSettings settings = new();

        // The reader of a test's metrics allocates with each count; the gateway's own does not.
        settings.Metrics.Dispose();
        IProcessor processor = Create("{}", settings, new Accepting());
        await processor.StartAsync(TestContext.Current.CancellationToken);
        ExportMetricsServiceRequest[] requests = [.. Enumerable.Range(0, 60).Select(request =>
            Gauge("m", [.. Enumerable.Range(0, 500).Select(point => (IEnumerable<OpenTelemetry.Proto.Common.V1.KeyValue>)[Text("user", new Guid(request, (short)point, 3, 4, 5, 6, 7, 8, 9, 1, 2).ToString())])]))];
        foreach (ExportMetricsServiceRequest request in requests[..^1])
        {
            using TelemetryBatch batch = Batch(request);
            Assert.True(IsAccepted(processor, batch));
        }

        using TelemetryBatch last = Batch(requests[^1]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isAccepted = IsAccepted(processor, last);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await processor.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(isAccepted);
        Assert.True(allocated <= PerChangedBatch, $"{allocated} bytes for 500 new values");
    }

    private static (bool IsAccepted, long Allocated) Measure(IProcessor processor, ExportMetricsServiceRequest request, long allocated)
    {
        using TelemetryBatch batch = Batch(request);
        bool isAccepted = true;
        for (int i = 0; i < 50; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            isAccepted &= IsAccepted(processor, batch);
            long taken = GC.GetAllocatedBytesForCurrentThread() - before;

            // The least of the last five: a collection beside it may have emptied a pool.
            allocated = i <= 45 ? taken : Math.Min(allocated, taken);
        }

        return (isAccepted, allocated);
    }

    private static TelemetryBatch Batch(ExportMetricsServiceRequest request) =>
        TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request.ToByteArray()), 1, ClientContext.None);

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
