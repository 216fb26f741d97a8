// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>
/// The buckets of one sign: a run of counts from an index on, without zeros at its ends. The bucket with index i holds what
/// is greater than base^i and at most base^(i+1).
/// </summary>
internal sealed class ExponentialSide
{
    private ulong[] _counts = new ulong[32];

    /// <summary>The index of the first bucket; 0 when there is none.</summary>
    public int Offset { get; private set; }

    public int Length { get; private set; }

    /// <summary>The index behind the last bucket.</summary>
    public int End => Offset + Length;

    public ReadOnlySpan<ulong> Counts => _counts.AsSpan(0, Length);

    public ulong this[int index] => index >= Offset && index < End ? _counts[index - Offset] : 0;

    public void Read(BucketsCursor buckets)
    {
        Length = 0;
        Offset = buckets.Offset;
        foreach (ulong count in buckets.BucketCounts)
        {
            if (Length == _counts.Length)
            {
                Array.Resize(ref _counts, 2 * Length);
            }

            _counts[Length++] = count;
        }

        Trim();
    }

    public void Load(int offset, ReadOnlySpan<ulong> counts)
    {
        Reserve(counts.Length);
        counts.CopyTo(_counts);
        (Offset, Length) = (offset, counts.Length);
        Trim();
    }

    public void CopyFrom(ExponentialSide other) => Load(other.Offset, other.Counts);

    /// <summary>The sum of all counts; false when it does not fit.</summary>
    public bool TryTotal(ref ulong total)
    {
        foreach (ulong count in Counts)
        {
            if (count > long.MaxValue - total)
            {
                return false;
            }

            total += count;
        }

        return true;
    }

    /// <summary>Merges neighbours: 2 to the power of <paramref name="steps"/> buckets become one.</summary>
    public void Downscale(int steps)
    {
        if (Length == 0 || steps == 0)
        {
            return;
        }

        // More than 31 steps leave the two buckets that 31 leave.
        int shift = Math.Min(steps, 31);
        int offset = Offset >> shift;
        int length = ((End - 1) >> shift) - offset + 1;
        for (int i = 0; i < Length; i++)
        {
            int target = ((Offset + i) >> shift) - offset;
            ulong count = _counts[i];
            _counts[i] = 0;
            _counts[target] += count;
        }

        (Offset, Length) = (offset, length);
    }

    /// <summary>Takes all buckets below an index out, and returns what was in them.</summary>
    public ulong TakeBelow(int index)
    {
        int taken = Math.Clamp(index - Offset, 0, Length);
        ulong total = 0;
        foreach (ulong count in _counts.AsSpan(0, taken))
        {
            total += count;
        }

        _counts.AsSpan(taken, Length - taken).CopyTo(_counts);
        (Offset, Length) = (Offset + taken, Length - taken);
        Trim();
        return total;
    }

    /// <summary>Adds the buckets of another side of the same scale.</summary>
    public void Add(ExponentialSide other)
    {
        if (other.Length == 0)
        {
            return;
        }

        if (Length == 0)
        {
            CopyFrom(other);
            return;
        }

        int offset = Math.Min(Offset, other.Offset);
        int length = Math.Max(End, other.End) - offset;
        Reserve(length);
        int shift = Offset - offset;
        _counts.AsSpan(0, Length).CopyTo(_counts.AsSpan(shift));
        _counts.AsSpan(0, shift).Clear();
        _counts.AsSpan(shift + Length, length - shift - Length).Clear();
        (Offset, Length) = (offset, length);
        for (int i = 0; i < other.Length; i++)
        {
            _counts[other.Offset - offset + i] += other._counts[i];
        }
    }

    /// <summary>Takes the buckets of another side away. False, with nothing changed, when it has more somewhere.</summary>
    public bool TrySubtract(ExponentialSide other)
    {
        for (int i = 0; i < other.Length; i++)
        {
            if (other._counts[i] > this[other.Offset + i])
            {
                return false;
            }
        }

        for (int i = 0; i < other.Length; i++)
        {
            if (other._counts[i] > 0)
            {
                _counts[other.Offset + i - Offset] -= other._counts[i];
            }
        }

        Trim();
        return true;
    }

    private void Trim()
    {
        int first = 0;
        while (first < Length && _counts[first] == 0)
        {
            first++;
        }

        while (Length > first && _counts[Length - 1] == 0)
        {
            Length--;
        }

        _counts.AsSpan(first, Length - first).CopyTo(_counts);
        Length -= first;
        Offset = Length == 0 ? 0 : Offset + first;
    }

    private void Reserve(int length)
    {
        if (_counts.Length < length)
        {
            Array.Resize(ref _counts, Math.Max(length, 2 * _counts.Length));
        }
    }
}
