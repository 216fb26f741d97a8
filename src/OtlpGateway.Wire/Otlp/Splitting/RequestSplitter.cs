// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>
/// Cuts a request between items into requests of a bounded size, or of items that belong together. What stands around the
/// items (resource, scope, schema URL, a metric's name, and fields that we do not know) goes into every part that has such
/// items. One pass over the request finds the items, and each part is copied once; nothing is allocated per item. For
/// requests that the edge has checked.
/// </summary>
/// <remarks>To put requests of one signal together, put their bytes one behind the other.</remarks>
public static class RequestSplitter
{
    /// <summary>A map of more is not kept for the next request: it would be held by every thread.</summary>
    private const int MostItemsKept = 50_000;

    [ThreadStatic]
    private static ItemMap? Pooled;

    /// <summary>
    /// Splits. The parts' items are the request's, in order; envelopes without items are left out, and so is metric data
    /// that later data of another kind supersedes. A request without items has no parts; a profiles request has one.
    /// </summary>
    /// <param name="signal">The request's signal.</param>
    /// <param name="request">The request.</param>
    /// <param name="maxItems">Most spans, data points or log records in a part; at least 1.</param>
    /// <param name="maxBytes">
    /// Most bytes in a part; at least 1. An item that alone exceeds it becomes a part of its own: the caller decides.
    /// </param>
    /// <param name="take">Gets each part, which it owns, and its number of items.</param>
    public static void Split(Signal signal, ReadOnlySpan<byte> request, int maxItems, int maxBytes, Action<PooledBuffer, int> take)
    {
        OneGroup all = default;
        Split(signal, request, new PartLimits(maxItems, maxBytes), ref all, (part, items, _) => take(part, items));
    }

    /// <summary>
    /// Splits by groups, and each group by size. The parts come group by group, in the order of the groups' numbers; those
    /// of one group have its items in the request's order.
    /// </summary>
    /// <param name="signal">The request's signal; a profiles request is one part of group 0.</param>
    /// <param name="request">The request.</param>
    /// <param name="limits">Of a part.</param>
    /// <param name="grouping">Asked once for each item. Its state is updated.</param>
    /// <param name="take">Gets each part.</param>
    public static void Split<TGrouping>(Signal signal, ReadOnlySpan<byte> request, PartLimits limits, ref TGrouping grouping, PartTaker take)
        where TGrouping : struct, IItemGrouping
    {
        limits.ThrowIfInvalid();
        if (signal == Signal.Profiles)
        {
            take(PooledBuffer.CopyOf(request), request.IsEmpty ? 0 : 1, 0);
            return;
        }

        // Taken out while in use, so that whoever gets a part may split again.
        ItemMap map = Pooled ?? new ItemMap();
        Pooled = null;
        using var part = new ProtobufWriter();
        new MapWalk<TGrouping>(signal, request, map, ref grouping).Run();
        new PartWriter(request, map, limits, take, part).WriteGroups();
        if (map.Items.Count > MostItemsKept)
        {
            map.Dispose();
        }
        else
        {
            Pooled = map;
        }
    }

    private readonly struct OneGroup : IItemGrouping
    {
        public void EnterResource(ReadOnlySpan<byte> resourceItems)
        {
            // All resources go together.
        }

        public void EnterMetric(ReadOnlySpan<byte> metric)
        {
            // All metrics go together.
        }

        public int GroupOf(ReadOnlySpan<byte> item) => 0;
    }
}
