// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>
/// One point of a histogram with explicit bounds, read into arrays that are used again and again. In the arena:
/// <code>
/// stream: sum | buckets            its count is the stream's value
/// series: min | max | buckets      its count and sum are the series' total
/// </code>
/// Both have the number of their bounds in the header.
/// </summary>
internal sealed class HistogramValue
{
    public const int StreamHeader = 1;
    public const int SeriesHeader = 2;

    /// <summary>Most buckets that are read; the edge lets fewer pass.</summary>
    private const int MaxBuckets = 1 << 17;

    private ulong[] _buckets = new ulong[32];
    private double[] _bounds = new double[32];
    private int _count;

    public ulong Count { get; private set; }

    public double Sum { get; private set; }

    public bool HasSum { get; private set; }

    /// <summary>Something was counted, and nobody says how much it was together.</summary>
    public bool LacksSum => !HasSum && Count > 0;

    /// <summary>Nothing was counted, and there are no bounds: it says nothing of the bounds that others have.</summary>
    public bool IsEmptyWithoutBounds => Count == 0 && _count == 1;

    public double? Min { get; private set; }

    public double? Max { get; private set; }

    /// <summary>The number of the bounds.</summary>
    public int Bounds { get; private set; }

    /// <summary>One more than there are bounds.</summary>
    public ReadOnlySpan<ulong> Buckets => _buckets.AsSpan(0, _count);

    /// <summary>False when the buckets do not belong to the bounds.</summary>
    public bool Read(in HistogramPointCursor point, BoundsTable table)
    {
        Count = point.Count;
        HasSum = point.Sum is { } sum && double.IsFinite(sum);
        Sum = HasSum ? point.Sum!.Value : 0;
        Min = point.Min;
        Max = point.Max;
        ReadBuckets(point.BucketCounts);
        if (point.ExplicitBounds.TryGetPacked(out ReadOnlySpan<byte> packed) && table.IsLatest(packed, out int latest)
            && _count == (packed.Length / sizeof(double)) + 1)
        {
            // Without bounds the one bucket holds the count, which is checked.
            Bounds = latest;
            return _count <= MaxBuckets && Count <= long.MaxValue && AddsUp();
        }

        int bounds = 0;
        foreach (double bound in point.ExplicitBounds)
        {
            Append(ref _bounds, bounds++, bound);
        }

        if (_count == 0)
        {
            // Count and sum only: one bucket for everything, whatever bounds are named.
            bounds = 0;
            Append(ref _buckets, _count++, Count);
        }

        return _count == bounds + 1 && _count <= MaxBuckets && Count <= long.MaxValue && AddsUp() && Use(table, bounds);
    }

    public void Load(in StreamRecord stream, MergeTables tables)
    {
        Span<ulong> words = tables.Words[stream.Block];
        Count = stream.Value;
        Sum = BitConverter.UInt64BitsToDouble(words[0]);
        HasSum = (stream.Flags & StreamFlags.HasSum) != 0;
        Bounds = tables.Words.InfoOf(stream.Block);
        _count = words.Length - StreamHeader;
        if (_buckets.Length < _count)
        {
            _buckets = new ulong[2 * _count];
        }

        words[StreamHeader..].CopyTo(_buckets);
    }

    public void Store(ref StreamRecord stream, MergeTables tables)
    {
        stream.Block = tables.Words.Reallocate(stream.Block, StreamHeader + _count, Bounds);
        Span<ulong> words = tables.Words[stream.Block];
        words[0] = BitConverter.DoubleToUInt64Bits(Sum);
        Buckets.CopyTo(words[StreamHeader..]);
        stream.Value = Count;
        stream.Flags = HasSum ? stream.Flags | StreamFlags.HasSum : stream.Flags & ~StreamFlags.HasSum;
    }

    private void ReadBuckets(CountSequence buckets)
    {
        _count = 0;
        if (BitConverter.IsLittleEndian && buckets.TryGetPacked(out ReadOnlySpan<byte> packed))
        {
            _count = packed.Length / sizeof(ulong);
            if (_buckets.Length < _count)
            {
                _buckets = new ulong[2 * _count];
            }

            packed.CopyTo(MemoryMarshal.AsBytes(_buckets.AsSpan()));
            return;
        }

        foreach (ulong bucket in buckets)
        {
            Append(ref _buckets, _count++, bucket);
        }
    }

    private bool AddsUp()
    {
        ulong rest = Count;
        foreach (ulong bucket in Buckets)
        {
            if (bucket > rest)
            {
                return false;
            }

            rest -= bucket;
        }

        return rest == 0;
    }

    private bool Use(BoundsTable table, int bounds)
    {
        for (int i = 0; i < bounds; i++)
        {
            if (double.IsNaN(_bounds[i]) || (i > 0 && _bounds[i] <= _bounds[i - 1]))
            {
                return false;
            }
        }

        Bounds = table.FindOrAdd(_bounds.AsSpan(0, bounds));
        if (Bounds == 0)
        {
            _buckets[0] = Count;
            _count = 1;
        }

        return true;
    }

    private static void Append<T>(ref T[] array, int index, T value)
    {
        if (index == array.Length)
        {
            Array.Resize(ref array, 2 * index);
        }

        array[index] = value;
    }
}
