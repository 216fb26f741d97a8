// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>Steps through the occurrences of one length-delimited field; ends at the first malformed field.</summary>
internal ref struct MessageEnumerator
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly uint _tag;
    private int _at;
    private int _start;
    private int _length;

    internal MessageEnumerator(ReadOnlySpan<byte> bytes, int field)
    {
        _bytes = bytes;
        _tag = ((uint)field << 3) | (uint)WireType.Length;
    }

    internal readonly ReadOnlySpan<byte> Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bytes.Slice(_start, _length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool MoveNext()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int at = _at;
        if (at < bytes.Length - 1 && bytes[at] == _tag && bytes[at + 1] < 0x80 && bytes[at + 1] <= bytes.Length - at - 2)
        {
            _start = at + 2;
            _length = bytes[at + 1];
            _at = _start + _length;
            return true;
        }

        return at < bytes.Length && Search();
    }

    /// <summary>Longer messages, and fields of other numbers in between.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Search()
    {
        var reader = new ProtobufReader(_bytes[_at..]);
        while (reader.Read())
        {
            if (reader.Tag == _tag)
            {
                _start = _at + reader.ValueStart;
                _length = reader.Bytes.Length;
                _at += reader.Position;
                return true;
            }
        }

        _at = _bytes.Length;
        return false;
    }
}
