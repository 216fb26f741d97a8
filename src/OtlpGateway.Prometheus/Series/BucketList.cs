// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Series;

/// <summary>
/// One side of a native histogram: populated buckets in spans. Counts are absolute; remote write sends their differences.
/// </summary>
public sealed class BucketList
{
    private readonly List<BucketSpan> _spans = [];
    private readonly List<ulong> _counts = [];
    private int _next;

    public IReadOnlyList<BucketSpan> Spans => _spans;

    /// <summary>One count a bucket, over all spans.</summary>
    public IReadOnlyList<ulong> Counts => _counts;

    /// <summary>All counts added, modulo 2^64.</summary>
    public ulong Total { get; private set; }

    /// <summary>
    /// Adds to the bucket of an index. Indexes come in ascending order; the same one may come several times in a row, which
    /// is how neighbours merge when a histogram becomes coarser.
    /// </summary>
    internal void Add(int index, ulong count)
    {
        if (count == 0)
        {
            return;
        }

        Total += count;
        if (_counts.Count > 0 && index == _next - 1)
        {
            _counts[^1] += count;
            return;
        }

        if (_spans.Count > 0 && index == _next)
        {
            _spans[^1] = _spans[^1] with { Length = _spans[^1].Length + 1 };
        }
        else
        {
            _spans.Add(new BucketSpan(_spans.Count == 0 ? index : index - _next, 1));
        }

        _counts.Add(count);
        _next = index + 1;
    }

    internal void Clear()
    {
        _spans.Clear();
        _counts.Clear();
        _next = 0;
        Total = 0;
    }
}
