// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.CommonFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>Finds key and value in a KeyValue message of any shape.</summary>
internal static class KeyValueReader
{
    /// <summary>Both ranges are inside <paramref name="keyValue"/>; of a field that occurs twice the last one counts.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> keyValue, out ByteRange key, out ByteRange value)
    {
        key = default;
        value = default;
        ProtobufReader reader = new(keyValue);
        while (reader.Read())
        {
            ByteRange range = new(reader.ValueStart, reader.Position - reader.ValueStart);
            if (reader.Tag == ((KeyValue.Key << 3) | (int)WireType.Length))
            {
                key = range;
            }
            else if (reader.Tag == ((KeyValue.Value << 3) | (int)WireType.Length) && (range.Length > 0 || value.Length == 0))
            {
                // An empty message merged into an earlier value changes nothing.
                value = range;
            }
        }

        return reader.Fault == WireFault.None;
    }
}
