// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Keys;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>The key is the hash of the resource's attributes, 16 bytes, as the Collector's exporter makes it.</summary>
internal sealed class ResourceKeys : IRecordKeyRule
{
    private UInt128 _key;

    public void EnterResource(ReadOnlySpan<byte> resourceItems, string topic) =>
        _key = AttributeMapHash.Compute(ResourceItemsCursor.Read(resourceItems).Resource.Attributes);

    public void EnterMetric(ReadOnlySpan<byte> metric)
    {
        // All metrics of a resource go together.
    }

    public UInt128? KeyOf(ReadOnlySpan<byte> item) => _key;

    public byte[]? Format(UInt128 key)
    {
        byte[] bytes = new byte[AttributeMapHash.Size];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, key);
        return bytes;
    }
}
