// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Keys;

/// <summary>
/// Says where a metric belongs, by its job (<c>service.namespace</c>, <c>service.name</c>) and its name alone: whatever else of
/// it is dropped, masked or normalised, all its points come to one place. It is frozen by test vectors, since several gateways
/// and several releases write to one log.
/// </summary>
/// <remarks>
/// <code>
/// job  = XXH64(XXH64(namespace), XXH64(name))    each little endian; what is missing or not text counts as empty
/// key  = XXH64(job, XXH64(metric name))
/// </code>
/// </remarks>
public static class MetricKey
{
    private static ReadOnlySpan<byte> Namespace => "service.namespace"u8;

    private static ReadOnlySpan<byte> Name => "service.name"u8;

    /// <summary>The part of the key that all metrics of a resource share.</summary>
    public static ulong OfJob(ResourceCursor resource)
    {
        ReadOnlySpan<byte> space = default;
        ReadOnlySpan<byte> name = default;
        foreach (KeyValueCursor attribute in resource.Attributes)
        {
            if (attribute.Key.SequenceEqual(Name))
            {
                name = TextOf(attribute.Value);
            }
            else if (attribute.Key.SequenceEqual(Namespace))
            {
                space = TextOf(attribute.Value);
            }
        }

        return Together(XxHash64.Compute(space), XxHash64.Compute(name));
    }

    /// <summary>The key of a Metric message.</summary>
    public static ulong Of(ulong job, ReadOnlySpan<byte> metric)
    {
        ReadOnlySpan<byte> name = default;
        var reader = new ProtobufReader(metric);
        while (reader.Read())
        {
            if (reader.Field == MetricsFields.Metric.Name && reader.Type == WireType.Length)
            {
                name = reader.Bytes;
            }
        }

        return Together(job, XxHash64.Compute(name));
    }

    /// <summary>
    /// One of a number of places, by jump consistent hashing (Lamping and Veach, https://arxiv.org/abs/1406.2294): of keys
    /// over n places only 1/(n+1) move when one is added, and those move to the new one.
    /// </summary>
    public static int PlaceOf(ulong key, int places)
    {
        const ulong Multiplier = 2862933555777941757;
        const double Unit = 1L << 31;
        long place = -1;
        long next = 0;
        while (next < places)
        {
            place = next;
            key = (key * Multiplier) + 1;
            next = (long)((place + 1) * (Unit / ((key >> 33) + 1)));
        }

        return (int)place;
    }

    private static ReadOnlySpan<byte> TextOf(ValueCursor value) => value.Kind == ValueKind.String ? value.Bytes : default;

    private static ulong Together(ulong first, ulong second)
    {
        Span<byte> both = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(both, first);
        BinaryPrimitives.WriteUInt64LittleEndian(both[sizeof(ulong)..], second);
        return XxHash64.Compute(both);
    }
}
