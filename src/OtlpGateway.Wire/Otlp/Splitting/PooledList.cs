// SPDX-License-Identifier: Apache-2.0

using System.Buffers;

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>A list of plain values in a rented array, which is kept from one use to the next.</summary>
internal sealed class PooledList<T> : IDisposable
    where T : struct
{
    private T[] _array = ArrayPool<T>.Shared.Rent(64);

    public int Count { get; private set; }

    public ref T this[int index] => ref _array[index];

    public Span<T> Span => _array.AsSpan(0, Count);

    /// <summary>Adds one and returns its place.</summary>
    public int Add(in T value)
    {
        if (Count == _array.Length)
        {
            Grow();
        }

        _array[Count] = value;
        return Count++;
    }

    public void Truncate(int count) => Count = count;

    public void Dispose()
    {
        ArrayPool<T>.Shared.Return(_array);
        _array = [];
        Count = 0;
    }

    private void Grow()
    {
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(64, 2 * _array.Length));
        _array.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<T>.Shared.Return(_array);
        _array = larger;
    }
}
