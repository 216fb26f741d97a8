// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>An attribute of which mostly only the key is asked for: the value is read on request.</summary>
public readonly ref struct KeyCursor : ICursor<KeyCursor>
{
    private const byte KeyTag = (CommonFields.KeyValue.Key << 3) | (int)WireType.Length;
    private const byte ValueTag = (CommonFields.KeyValue.Value << 3) | (int)WireType.Length;

    private readonly ReadOnlySpan<byte> _message;

    private KeyCursor(ReadOnlySpan<byte> message, ReadOnlySpan<byte> key)
    {
        _message = message;
        Key = key;
    }

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>Reads the value: ask once.</summary>
    public ValueCursor Value => KeyValueCursor.Read(_message).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyCursor Read(ReadOnlySpan<byte> message)
    {
        // A short key, then a short value, then nothing: as in KeyValueCursor.
        if (message.Length >= 4 && message[0] == KeyTag && message[1] < 0x80)
        {
            int at = 2 + message[1];
            if (at < message.Length - 1 && message[at] == ValueTag && message[at + 1] < 0x80 && message[at + 1] == message.Length - at - 2)
            {
                return new KeyCursor(message, message[2..at]);
            }
        }

        return new KeyCursor(message, KeyValueCursor.Read(message).Key);
    }
}
