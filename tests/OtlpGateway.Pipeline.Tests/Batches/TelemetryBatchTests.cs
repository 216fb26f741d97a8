// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Batches;

public sealed class TelemetryBatchTests
{
    private readonly BatchFactory _batches = new();

    [Fact]
    public void Dispose_LastHolder_ReturnsTheBytes()
    {
        TelemetryBatch batch = _batches.Make();
        batch.Retain();
        batch.Dispose();
        Assert.False(batch.IsReturned);
        batch.Dispose();

        Assert.True(batch.IsReturned);
        Assert.Throws<ObjectDisposedException>(() => batch.Bytes);
        Assert.Throws<ObjectDisposedException>(batch.Retain);
    }

    [Fact]
    public void Dispose_TooOften_Throws()
    {
        TelemetryBatch batch = _batches.Make();
        batch.Dispose();

        Assert.Throws<InvalidOperationException>(batch.Dispose);
    }

    [Fact]
    public void Merge_SeveralBatches_IsTheirConcatenationWithAllHashes()
    {
        using TelemetryBatch one = _batches.Make(items: 2);
        using TelemetryBatch two = _batches.Make(items: 1);
        using TelemetryBatch merged = BatchMerge.Merge([one, two], ClientContext.None);

        Assert.Equal([.. one.Bytes.ToArray(), .. two.Bytes.ToArray()], merged.Bytes.ToArray());
        Assert.Equal(3, merged.ItemCount);
        Assert.Equal([1, 2], merged.RequestHashes.ToArray().Select(hash => (int)hash));
        Assert.Equal(2, merged.Parts!.Count);
    }

    [Fact]
    public void Extract_Part_IsTheRequestAsItWas()
    {
        using TelemetryBatch one = _batches.Make(items: 2);
        using TelemetryBatch two = _batches.Make(items: 1);
        using TelemetryBatch merged = BatchMerge.Merge([one, two], ClientContext.None);
        using TelemetryBatch second = BatchMerge.Extract(merged, merged.Parts![1]);

        Assert.Equal(two.Bytes.ToArray(), second.Bytes.ToArray());
        Assert.Equal(two.RequestHashes.ToArray(), second.RequestHashes.ToArray());
    }

    [Fact]
    public void Restore_WithItsExtents_KnowsTheRequestsAgain()
    {
        using TelemetryBatch one = _batches.Make(items: 2);
        using TelemetryBatch two = _batches.Make(items: 1);
        using TelemetryBatch three = _batches.Make(items: 1);
        using TelemetryBatch inner = BatchMerge.Merge([one, two], ClientContext.None);
        using TelemetryBatch outer = BatchMerge.Merge([inner, three], ClientContext.None);
        using TelemetryBatch restored = TelemetryBatch.Restore(
            Signal.Traces, PooledBuffer.CopyOf(outer.Bytes.Span), 4, ClientContext.None, outer.RequestHashes, outer.Parts!.Extents);

        Assert.Equal(3, restored.Parts!.Count);
        using TelemetryBatch second = BatchMerge.Extract(restored, restored.Parts[1]);
        Assert.Equal(two.Bytes.ToArray(), second.Bytes.ToArray());
        Assert.Equal(two.RequestHashes.ToArray(), second.RequestHashes.ToArray());
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 0)]
    public void Restore_ExtentsThatDoNotAddUp_AreLeftAside(int moreBytes, int moreItems, int moreHashes)
    {
        using TelemetryBatch one = _batches.Make(items: 2);
        BatchPartExtent[] extents = [new(one.Bytes.Length - 5, 1, 1), new(5 + moreBytes, 1 + moreItems, moreHashes)];
        using TelemetryBatch restored = TelemetryBatch.Restore(
            Signal.Traces, PooledBuffer.CopyOf(one.Bytes.Span), 2, ClientContext.None, one.RequestHashes, extents);

        Assert.Null(restored.Parts);
    }

    [Fact]
    public void WithBytes_MergedBatch_NoLongerKnowsTheRequestsButTheirHashes()
    {
        using TelemetryBatch one = _batches.Make();
        using TelemetryBatch two = _batches.Make();
        using TelemetryBatch merged = BatchMerge.Merge([one, two], ClientContext.None);
        using TelemetryBatch rewritten = merged.WithBytes(PooledBuffer.CopyOf([1, 2, 3]), 2);

        Assert.Null(rewritten.Parts);
        Assert.Equal(2, rewritten.RequestHashes.Length);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(3, 1, 2)]
    [InlineData(4, 2, 2)]
    [InlineData(9, 2, 4)]
    public void ShareOut_RejectedItems_KnownPartsFirstThenInOrder(int total, int first, int second)
    {
        using TelemetryBatch one = _batches.Make(items: 2);
        using TelemetryBatch two = _batches.Make(items: 4);
        using TelemetryBatch merged = BatchMerge.Merge([one, two], ClientContext.None);
        merged.Parts!.NoteRejected(1, 2);

        int[] shares = merged.Parts.ShareOut(total);
        Assert.Equal([first, second], shares);
    }

    [Fact]
    public void Leak_DebugBuild_IsFound()
    {
        var client = new ClientContext();
        LeakOne(client);
        using (_batches.Make(client: client))
        {
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
#if DEBUG
        Assert.Equal(1, BatchLeaks.CountOf(client));
#else
        Assert.Equal(0, BatchLeaks.CountOf(client));
#endif
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeakOne(ClientContext client) =>
        _ = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf([1]), 1, client);
}
