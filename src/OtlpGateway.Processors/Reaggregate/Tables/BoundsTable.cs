// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>The bounds of explicit histograms, each set once. Number 0 is no bounds: one bucket for everything.</summary>
internal sealed class BoundsTable
{
    /// <summary>Most sets: a real service has a handful. Who comes beyond has no bounds.</summary>
    public const int MaxSets = 10_000;

    /// <summary>Most bounds in all sets together.</summary>
    public const int MaxBounds = 1_000_000;

    private readonly List<double[]> _sets = [[]];
    private readonly Dictionary<Key128, int> _numbers = [];
    private int _bounds;
    private int _latest;

    public int Count => _sets.Count;

    public ReadOnlySpan<double> this[int number] => _sets[number];

    /// <summary>
    /// True when these are the bounds that were asked for last, bit for bit: they need no other check then. Points come in
    /// rows that have the same.
    /// </summary>
    /// <param name="bounds">As they came, little-endian.</param>
    public bool IsLatest(ReadOnlySpan<byte> bounds, out int number)
    {
        number = _latest;
        return BitConverter.IsLittleEndian && bounds.SequenceEqual(MemoryMarshal.AsBytes(_sets[_latest].AsSpan()));
    }

    public int FindOrAdd(ReadOnlySpan<double> bounds)
    {
        if (bounds.IsEmpty)
        {
            return 0;
        }

        // Bit for bit, as the key is made: 0 has two signs.
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(bounds);
        if (bytes.SequenceEqual(MemoryMarshal.AsBytes(_sets[_latest].AsSpan())))
        {
            return _latest;
        }

        Key128 key = KeyHash.Of(bytes);
        if (_numbers.TryGetValue(key, out int number))
        {
            _latest = number;
            return number;
        }

        if (_sets.Count > MaxSets || _bounds + bounds.Length > MaxBounds)
        {
            return 0;
        }

        _bounds += bounds.Length;
        _sets.Add(bounds.ToArray());
        _numbers[key] = _sets.Count - 1;
        return _sets.Count - 1;
    }

    /// <summary>The bounds that are in both sets.</summary>
    public int Intersect(int first, int second)
    {
        if (first == second)
        {
            return first;
        }

        double[] left = _sets[first];
        double[] right = _sets[second];
        List<double> common = [];
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            if (left[i] == right[j])
            {
                common.Add(left[i]);
                i++;
                j++;
            }
            else if (left[i] < right[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return FindOrAdd(CollectionsMarshal.AsSpan(common));
    }

    /// <summary>Adds the buckets between some bounds to those between fewer of them.</summary>
    /// <param name="counts">One more than <paramref name="from"/> has bounds.</param>
    /// <param name="from">Their bounds.</param>
    /// <param name="target">One more than <paramref name="to"/> has bounds.</param>
    /// <param name="to">Bounds that are all among the others.</param>
    public void Project(ReadOnlySpan<ulong> counts, int from, Span<ulong> target, int to)
    {
        if (from == to)
        {
            target = target[..counts.Length];
            for (int i = 0; i < counts.Length; i++)
            {
                target[i] += counts[i];
            }

            return;
        }

        double[] fine = _sets[from];
        double[] coarse = _sets[to];
        int bucket = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            target[bucket] += counts[i];
            if (i < fine.Length && bucket < coarse.Length && fine[i] == coarse[bucket])
            {
                bucket++;
            }
        }
    }
}
