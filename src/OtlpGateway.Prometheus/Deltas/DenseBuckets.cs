// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>One side of an exponential histogram as OTLP has it: counts in a row, the first one of the bucket <see cref="Offset"/>.</summary>
internal sealed class DenseBuckets
{
    private readonly List<ulong> _counts = [];

    public int Offset { get; private set; }

    public IReadOnlyList<ulong> Counts => _counts;

    /// <summary>Behind the last bucket.</summary>
    public long End => (long)Offset + _counts.Count;

    public void Read(in BucketsCursor buckets)
    {
        _counts.Clear();
        Offset = buckets.Offset;
        foreach (ulong count in buckets.BucketCounts)
        {
            _counts.Add(count);
        }
    }

    public void Clear()
    {
        _counts.Clear();
        Offset = 0;
    }

    /// <summary>Makes the buckets 2^<paramref name="steps"/> times as wide.</summary>
    public void Widen(int steps)
    {
        if (steps == 0 || _counts.Count == 0)
        {
            return;
        }

        // A shift of 31 leaves the sign, which is what any larger one would.
        int shift = Math.Min(steps, 31);
        int first = Offset >> shift;
        int kept = 0;
        for (int i = 0; i < _counts.Count; i++)
        {
            int to = (int)((((long)Offset + i) >> shift) - first);
            if (to == kept - 1)
            {
                _counts[to] += _counts[i];
            }
            else
            {
                _counts[to] = _counts[i];
                kept = to + 1;
            }
        }

        _counts.RemoveRange(kept, _counts.Count - kept);
        Offset = first;
    }

    /// <summary>Adds buckets of the same width.</summary>
    public void Add(DenseBuckets other)
    {
        if (other._counts.Count == 0)
        {
            return;
        }

        if (_counts.Count == 0)
        {
            Offset = other.Offset;
        }

        if (other.Offset < Offset)
        {
            _counts.InsertRange(0, new ulong[Offset - other.Offset]);
            Offset = other.Offset;
        }

        while (End < other.End)
        {
            _counts.Add(0);
        }

        for (int i = 0; i < other._counts.Count; i++)
        {
            _counts[other.Offset - Offset + i] += other._counts[i];
        }
    }

    /// <summary>
    /// Takes out the buckets that a threshold of zero reaches into. Returns what was in them, and raises the threshold to
    /// the end of the last populated one.
    /// </summary>
    public ulong TakeBelow(int scale, ref double threshold)
    {
        ulong taken = 0;
        int reached = 0;
        while (reached < _counts.Count && LowerBound(Offset + reached, scale) < threshold)
        {
            if (_counts[reached] > 0)
            {
                taken += _counts[reached];
                threshold = Math.Max(threshold, LowerBound(Offset + reached + 1, scale));
            }

            reached++;
        }

        _counts.RemoveRange(0, reached);
        Offset += reached;
        return taken;
    }

    private static double LowerBound(int index, int scale) => Math.Pow(2, Math.ScaleB(index, -scale));
}
