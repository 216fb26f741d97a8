// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>KeyValue: one attribute, or one entry of a map.</summary>
public ref struct KeyValueCursor : ICursor<KeyValueCursor>
{
    private const byte KeyTag = (CommonFields.KeyValue.Key << 3) | (int)WireType.Length;
    private const byte ValueTag = (CommonFields.KeyValue.Value << 3) | (int)WireType.Length;

    private ReadOnlySpan<byte> _key;
    private ValueCursor _value;

    /// <summary>In UTF-8.</summary>
    public readonly ReadOnlySpan<byte> Key => _key;

    public readonly ValueCursor Value => _value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyValueCursor Read(ReadOnlySpan<byte> message)
    {
        KeyValueCursor attribute = default;

        // A short key, then a short value, then nothing: what every SDK writes.
        if (message.Length >= 4 && message[0] == KeyTag && message[1] < 0x80)
        {
            int at = 2 + message[1];
            if (at < message.Length - 1 && message[at] == ValueTag && message[at + 1] < 0x80 && message[at + 1] == message.Length - at - 2)
            {
                attribute._key = message[2..at];
                attribute._value.Merge(message[(at + 2)..]);
                return attribute;
            }
        }

        attribute.ReadAny(message);
        return attribute;
    }

    /// <summary>An attribute without a key: how a log record's body is shown to what handles attributes.</summary>
    internal static KeyValueCursor OfValue(ReadOnlySpan<byte> value)
    {
        KeyValueCursor attribute = default;
        attribute._value.Merge(value);
        return attribute;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadAny(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Tag == KeyTag)
            {
                _key = reader.Bytes;
            }
            else if (reader.Tag == ValueTag)
            {
                _value.Merge(reader.Bytes);
            }
        }
    }
}
