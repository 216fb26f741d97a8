// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>A repeated double, however its elements are chunked.</summary>
public readonly ref struct DoubleSequence
{
    private readonly CountSequence _bits;

    internal DoubleSequence(ReadOnlySpan<byte> message, int field)
    {
        _bits = new CountSequence(message, field, WireType.Fixed64);
    }

    public Enumerator GetEnumerator() => new(_bits.GetEnumerator());

    /// <inheritdoc cref="CountSequence.TryGetPacked"/>
    public bool TryGetPacked(out ReadOnlySpan<byte> elements) => _bits.TryGetPacked(out elements);

    /// <summary>Counts by stepping through.</summary>
    public int Count() => _bits.Count();

    public ref struct Enumerator
    {
        private CountSequence.Enumerator _bits;

        internal Enumerator(CountSequence.Enumerator bits)
        {
            _bits = bits;
        }

        public readonly double Current => BitConverter.UInt64BitsToDouble(_bits.Current);

        public bool MoveNext() => _bits.MoveNext();
    }
}
