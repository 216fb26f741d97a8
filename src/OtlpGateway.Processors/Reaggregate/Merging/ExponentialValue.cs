// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>
/// The buckets of an exponential histogram, in arrays that are used again and again. In the arena:
/// <code>
/// stream: sum | 0   | zero threshold | zero count | positive, negative: offset and length | their counts
/// series: min | max | zero threshold | zero count | positive, negative: offset and length | their counts
/// </code>
/// Both have the scale in the header.
/// </summary>
internal sealed class ExponentialValue
{
    public const int Header = 6;

    /// <summary>Most buckets of one sign; a scale that needs more is made coarser.</summary>
    public const int MaxBuckets = 160;

    public int Scale { get; private set; }

    public double ZeroThreshold { get; private set; }

    public ulong ZeroCount { get; private set; }

    public ExponentialSide Positive { get; } = new();

    public ExponentialSide Negative { get; } = new();

    public bool IsEmpty => ZeroCount == 0 && Positive.Length == 0 && Negative.Length == 0;

    /// <summary>False when the buckets do not add up to the count, or cannot be.</summary>
    public bool Read(in ExponentialPointCursor point)
    {
        Scale = point.Scale;
        ZeroThreshold = point.ZeroThreshold;
        ZeroCount = point.ZeroCount;
        Positive.Read(point.Positive);
        Negative.Read(point.Negative);
        ulong total = ZeroCount;
        if (total > long.MaxValue || !Positive.TryTotal(ref total) || !Negative.TryTotal(ref total) || total != point.Count
            || !(ZeroThreshold >= 0) || double.IsInfinity(ZeroThreshold)
            || !ExponentialScale.HoldsNumbers(Positive, Scale) || !ExponentialScale.HoldsNumbers(Negative, Scale))
        {
            return false;
        }

        while (Positive.Length > MaxBuckets || Negative.Length > MaxBuckets)
        {
            DownscaleTo(Scale - 1);
        }

        return true;
    }

    public void Load(ReadOnlySpan<ulong> words, int scale)
    {
        Scale = scale;
        ZeroThreshold = BitConverter.UInt64BitsToDouble(words[2]);
        ZeroCount = words[3];
        int positive = (int)(words[4] >> 32);
        int negative = (int)(words[5] >> 32);
        Positive.Load((int)(uint)words[4], words.Slice(Header, positive));
        Negative.Load((int)(uint)words[5], words.Slice(Header + positive, negative));
    }

    /// <summary>Puts the buckets into a block, and leaves its first two words as they are.</summary>
    public int Store(int block, WordArena words)
    {
        ulong first = block == 0 ? 0 : words[block][0];
        ulong second = block == 0 ? 0 : words[block][1];
        int stored = words.Reallocate(block, Header + Positive.Length + Negative.Length, Scale);
        Span<ulong> target = words[stored];
        target[0] = first;
        target[1] = second;
        target[2] = BitConverter.DoubleToUInt64Bits(ZeroThreshold);
        target[3] = ZeroCount;
        target[4] = (uint)Positive.Offset | ((ulong)(uint)Positive.Length << 32);
        target[5] = (uint)Negative.Offset | ((ulong)(uint)Negative.Length << 32);
        Positive.Counts.CopyTo(target[Header..]);
        Negative.Counts.CopyTo(target[(Header + Positive.Length)..]);
        return stored;
    }

    public void CopyFrom(ExponentialValue other)
    {
        Scale = other.Scale;
        ZeroThreshold = other.ZeroThreshold;
        ZeroCount = other.ZeroCount;
        Positive.CopyFrom(other.Positive);
        Negative.CopyFrom(other.Negative);
    }

    /// <summary>Adds another one. Both get the coarser scale and the wider zero bucket, and no more buckets than are allowed.</summary>
    public void Add(ExponentialValue other)
    {
        if (IsEmpty)
        {
            CopyFrom(other);
            return;
        }

        Align(other);
        while (Span(Positive, other.Positive) > MaxBuckets || Span(Negative, other.Negative) > MaxBuckets)
        {
            DownscaleTo(Scale - 1);
            other.DownscaleTo(Scale);
        }

        ZeroCount += other.ZeroCount;
        Positive.Add(other.Positive);
        Negative.Add(other.Negative);
    }

    /// <summary>
    /// Takes an earlier value of the same stream away. False when that has more somewhere; what is left then means nothing.
    /// </summary>
    public bool TrySubtract(ExponentialValue earlier)
    {
        if (earlier.IsEmpty)
        {
            // Nothing has no scale that could make this one coarser.
            return true;
        }

        Align(earlier);
        if (ZeroCount < earlier.ZeroCount || !Positive.TrySubtract(earlier.Positive) || !Negative.TrySubtract(earlier.Negative))
        {
            return false;
        }

        ZeroCount -= earlier.ZeroCount;
        return true;
    }

    /// <summary>Brings both to the coarser scale and to one zero bucket that cuts through no bucket of either.</summary>
    private void Align(ExponentialValue other)
    {
        int scale = Math.Min(Scale, other.Scale);
        DownscaleTo(scale);
        other.DownscaleTo(scale);
        if (ZeroThreshold == other.ZeroThreshold)
        {
            return;
        }

        double threshold = Math.Max(ZeroThreshold, other.ZeroThreshold);
        int cut = ExponentialScale.IndexOf(threshold, scale);
        double upper = Math.Min(double.MaxValue, ExponentialScale.LowerBound((long)cut + 1, scale));
        bool isPopulated = (Positive[cut] | Negative[cut] | other.Positive[cut] | other.Negative[cut]) != 0;
        if (isPopulated || threshold == upper)
        {
            threshold = upper;
            cut++;
        }

        WidenZero(threshold, cut);
        other.WidenZero(threshold, cut);
    }

    private void WidenZero(double threshold, int cut)
    {
        ZeroThreshold = threshold;
        ZeroCount += Positive.TakeBelow(cut) + Negative.TakeBelow(cut);
    }

    private void DownscaleTo(int scale)
    {
        Positive.Downscale(Scale - scale);
        Negative.Downscale(Scale - scale);
        Scale = scale;
    }

    private static long Span(ExponentialSide left, ExponentialSide right) => left.Length == 0 || right.Length == 0
        ? Math.Max(left.Length, right.Length)
        : Math.Max((long)left.End, right.End) - Math.Min(left.Offset, right.Offset);
}
