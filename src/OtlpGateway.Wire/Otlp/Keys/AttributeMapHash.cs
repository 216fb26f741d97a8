// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Binary;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Keys;

/// <summary>
/// A hash of attributes that does not depend on their order: the function by which the Collector's Kafka exporter makes
/// keys of resources, so that records of both land in the same partition. It is frozen by test vectors.
/// </summary>
/// <remarks>
/// <code>
/// map    = for each key in byte order: F4, key, value; of equal keys the first one's value counts
/// value  = F7 text | F6 bytes | F8 true | F9 false | FA int64 | FB float64 | FC map FD | FE values FF | F5 nothing
/// hash   = XXH64(map), XXH64(map, F3)     each little endian, 16 bytes together; no attributes: zeros
/// </code>
/// </remarks>
public static class AttributeMapHash
{
    public const int Size = 16;

    private const byte Extra = 0xF3;
    private const byte KeyMark = 0xF4;
    private const byte Nothing = 0xF5;
    private const byte BytesMark = 0xF6;
    private const byte TextMark = 0xF7;
    private const byte True = 0xF8;
    private const byte False = 0xF9;
    private const byte IntMark = 0xFA;
    private const byte DoubleMark = 0xFB;
    private const byte MapMark = 0xFC;
    private const byte MapEnd = 0xFD;
    private const byte ListMark = 0xFE;
    private const byte ListEnd = 0xFF;

    [ThreadStatic]
    private static ProtobufWriter? Pooled;

    /// <summary>The hash as the 16 bytes of the record's key, read as a little-endian number.</summary>
    /// <param name="attributes">From a request that the edge has checked, which bounds how deep values nest.</param>
    public static UInt128 Compute(CursorSequence<KeyValueCursor> attributes)
    {
        ProtobufWriter text = Pooled ?? new ProtobufWriter(512);
        Pooled = null;
        text.Clear();
        WriteMap(attributes, text);
        UInt128 hash = text.Length == 0 ? UInt128.Zero : Sum(text);
        Pooled = text;
        return hash;
    }

    private static UInt128 Sum(ProtobufWriter text)
    {
        ulong low = XxHash64.Compute(text.WrittenSpan);
        WriteByte(text, Extra);
        return new UInt128(XxHash64.Compute(text.WrittenSpan), low);
    }

    private static void WriteMap(CursorSequence<KeyValueCursor> attributes, ProtobufWriter text)
    {
        // The pairs are written in the order they come in, and then put into order by copies behind them.
        int start = text.Length;
        int count = attributes.Count();
        Pair[] pairs = ArrayPool<Pair>.Shared.Rent(count);
        int index = 0;
        foreach (KeyValueCursor attribute in attributes)
        {
            int at = text.Length;
            WriteByte(text, KeyMark);
            text.WriteRaw(attribute.Key);
            int value = text.Length;
            WriteValue(attribute.Value, text);
            pairs[index] = new Pair(at, value, text.Length, index);
            index++;
        }

        PutInOrder(pairs.AsSpan(0, count), start, text);
        ArrayPool<Pair>.Shared.Return(pairs);
    }

    private static void PutInOrder(Span<Pair> pairs, int start, ProtobufWriter text)
    {
        int length = text.Length - start;
        if (!PairOrder.Sort(pairs, text.WrittenSpan))
        {
            return;
        }

        byte[] unordered = ArrayPool<byte>.Shared.Rent(length);
        text.WrittenSpan[start..].CopyTo(unordered);
        text.Truncate(start);
        Pair first = default;
        for (int i = 0; i < pairs.Length; i++)
        {
            Pair pair = pairs[i];
            ReadOnlySpan<byte> key = unordered.AsSpan(pair.Start - start, pair.Value - pair.Start);
            bool repeats = i > 0 && key.SequenceEqual(unordered.AsSpan(first.Start - start, first.Value - first.Start));
            first = repeats ? first : pair;
            text.WriteRaw(key);
            text.WriteRaw(unordered.AsSpan(first.Value - start, first.End - first.Value));
        }

        ArrayPool<byte>.Shared.Return(unordered);
    }

    private static void WriteValue(ValueCursor value, ProtobufWriter text)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                WriteByte(text, TextMark);
                text.WriteRaw(value.Bytes);
                break;
            case ValueKind.Bytes:
                WriteByte(text, BytesMark);
                text.WriteRaw(value.Bytes);
                break;
            case ValueKind.Bool:
                WriteByte(text, value.Bool ? True : False);
                break;
            case ValueKind.Int:
                WriteByte(text, IntMark);
                text.WriteFixed64((ulong)value.Int);
                break;
            case ValueKind.Double:
                WriteByte(text, DoubleMark);
                text.WriteFixed64(BitConverter.DoubleToUInt64Bits(value.Double));
                break;
            case ValueKind.KeyValueList:
                WriteByte(text, MapMark);
                WriteMap(value.KeyValues, text);
                WriteByte(text, MapEnd);
                break;
            case ValueKind.Array:
                WriteByte(text, ListMark);
                foreach (ValueCursor element in value.Array)
                {
                    WriteValue(element, text);
                }

                WriteByte(text, ListEnd);
                break;
            default:
                WriteByte(text, Nothing);
                break;
        }
    }

    private static void WriteByte(ProtobufWriter text, byte one) => text.WriteRaw([one]);
}
