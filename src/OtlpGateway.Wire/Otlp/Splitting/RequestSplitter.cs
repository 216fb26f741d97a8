// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>
/// Cuts a request between items into requests of a bounded size. What stands around the items (resource, scope, schema
/// URL, a metric's name, and fields that we do not know) goes into every part that has such items. For requests that the
/// edge has checked.
/// </summary>
/// <remarks>To put requests of one signal together, put their bytes one behind the other.</remarks>
public static class RequestSplitter
{
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
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxItems);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        if (signal == Signal.Profiles)
        {
            take(PooledBuffer.CopyOf(request), request.IsEmpty ? 0 : 1);
            return;
        }

        using var parts = new PartWriter(maxItems, maxBytes, take);
        var walk = new SplitWalk(signal, request, parts);
        walk.Run();
    }
}
