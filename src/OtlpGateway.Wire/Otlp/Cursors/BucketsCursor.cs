// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>One side of an exponential histogram: all occurrences in one point, merged.</summary>
public readonly ref struct BucketsCursor
{
    private readonly ReadOnlySpan<byte> _occurrences;
    private readonly int _field;

    /// <param name="occurrences">The part of the point that holds the side's fields, tags included.</param>
    /// <param name="field">The side's field number.</param>
    internal BucketsCursor(ReadOnlySpan<byte> occurrences, int field)
    {
        _occurrences = occurrences;
        _field = field;
        var sides = new MessageEnumerator(occurrences, field);
        while (sides.MoveNext())
        {
            var reader = new ProtobufReader(sides.Current);
            while (reader.Read())
            {
                if (reader.Field == MetricsFields.Buckets.Offset && reader.Type == WireType.Varint)
                {
                    Offset = reader.SInt32;
                }
            }
        }
    }

    /// <summary>Index of the first bucket.</summary>
    public int Offset { get; }

    public CountSequence BucketCounts => _occurrences.IsEmpty
        ? default
        : new(_occurrences, _field, MetricsFields.Buckets.BucketCounts, WireType.Varint);
}
