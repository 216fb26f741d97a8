// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Streams;

/// <summary>
/// The stamp of a data point: a keyed hash of its resource, scope and attributes as the client sent them. It tells streams
/// apart after labels were dropped, masked or normalised, so that their points can be added instead of interleaved.
/// </summary>
/// <remarks>
/// It is the attribute <c>otlpgateway.stream</c>, 16 bytes. It exists from the entry of a pipeline that changes labels,
/// through the log, to the last step before a sink; no sink ever shows it.
/// </remarks>
public static class StreamStamp
{
    /// <summary>Bytes of the value.</summary>
    public const int Size = 16;

    /// <summary>The attribute's key, in UTF-8.</summary>
    public static ReadOnlySpan<byte> Key => "otlpgateway.stream"u8;

    /// <summary>Stamps every data point of a metrics request.</summary>
    /// <param name="request">A request that the edge has checked.</param>
    /// <param name="key">The secret.</param>
    /// <param name="trustExisting">
    /// True where the request comes from our own log: a stamp that is there is older than ours and stays. False where it
    /// comes from a client, who must not choose it: it is replaced.
    /// </param>
    /// <param name="destination">Where the new request is appended, if there is one.</param>
    /// <returns>False when nothing changed: then nothing was written.</returns>
    public static bool Apply(ReadOnlySpan<byte> request, StreamKey key, bool trustExisting, ProtobufWriter destination)
    {
        StampPolicy policy = new(key, trustExisting);
        return AttributeRewriter.Rewrite(Signal.Metrics, request, ref policy, destination);
    }

    /// <summary>Takes the stamps out of a metrics request. False when it has none: then nothing was written.</summary>
    public static bool Remove(ReadOnlySpan<byte> request, ProtobufWriter destination)
    {
        // Most requests have none, and this looks at them several times faster than a walk does.
        if (request.IndexOf(Key) < 0)
        {
            return false;
        }

        UnstampPolicy policy = default;
        return AttributeRewriter.Rewrite(Signal.Metrics, request, ref policy, destination);
    }
}
