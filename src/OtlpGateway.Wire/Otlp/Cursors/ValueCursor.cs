// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>AnyValue. Ask for the property that <see cref="Kind"/> names; the others mean nothing.</summary>
public ref struct ValueCursor : ICursor<ValueCursor>
{
    private const byte StringTag = (CommonFields.AnyValue.StringValue << 3) | (int)WireType.Length;
    private const byte BoolTag = (CommonFields.AnyValue.BoolValue << 3) | (int)WireType.Varint;
    private const byte IntTag = (CommonFields.AnyValue.IntValue << 3) | (int)WireType.Varint;
    private const byte DoubleTag = (CommonFields.AnyValue.DoubleValue << 3) | (int)WireType.Fixed64;

    private ReadOnlySpan<byte> _payload;
    private ulong _scalar;

    public ValueKind Kind { get; private set; }

    /// <summary>A string in UTF-8, or the bytes of a bytes value; of an array or map, the message's body.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _payload;

    public readonly bool Bool => _scalar != 0;

    public readonly long Int => (long)_scalar;

    public readonly double Double => BitConverter.UInt64BitsToDouble(_scalar);

    public readonly CursorSequence<ValueCursor> Array => new(_payload, CommonFields.ArrayValue.Values);

    public readonly CursorSequence<KeyValueCursor> KeyValues => new(_payload, CommonFields.KeyValueList.Values);

    /// <inheritdoc/>
    public static ValueCursor Read(ReadOnlySpan<byte> message)
    {
        ValueCursor value = default;
        value.Merge(message);
        return value;
    }

    /// <summary>Reads one occurrence of the value: what it sets replaces what was set before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Merge(ReadOnlySpan<byte> message)
    {
        // One member, and a short one, is nearly every value there is.
        if (message.Length >= 2)
        {
            switch (message[0])
            {
                case StringTag when message[1] == message.Length - 2 && message[1] < 0x80:
                    Kind = ValueKind.String;
                    _payload = message[2..];
                    return;
                case BoolTag when message.Length == 2 && message[1] < 0x80:
                    Kind = ValueKind.Bool;
                    _scalar = message[1];
                    return;
                case IntTag when message.Length == 2 && message[1] < 0x80:
                    Kind = ValueKind.Int;
                    _scalar = message[1];
                    return;
                case IntTag when message.Length == 3 && message[1] >= 0x80 && message[2] < 0x80:
                    Kind = ValueKind.Int;
                    _scalar = (message[1] & 0x7Fu) | ((uint)message[2] << 7);
                    return;
                case DoubleTag when message.Length == 1 + sizeof(double):
                    Kind = ValueKind.Double;
                    _scalar = BinaryPrimitives.ReadUInt64LittleEndian(message[1..]);
                    return;
                default:
                    break;
            }
        }

        MergeAny(message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MergeAny(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case CommonFields.AnyValue.StringValue or CommonFields.AnyValue.ArrayValue
                    or CommonFields.AnyValue.KvlistValue or CommonFields.AnyValue.BytesValue when reader.Type == WireType.Length:
                    Kind = (ValueKind)reader.Field;
                    _payload = reader.Bytes;
                    break;
                case CommonFields.AnyValue.BoolValue or CommonFields.AnyValue.IntValue or CommonFields.AnyValue.DoubleValue
                    when reader.Type != WireType.Length:
                    Kind = (ValueKind)reader.Field;
                    _scalar = reader.Scalar;
                    _payload = default;
                    break;
                case CommonFields.AnyValue.StringValueStrindex:
                    Kind = ValueKind.Empty;
                    break;
                default:
                    break;
            }
        }
    }
}
