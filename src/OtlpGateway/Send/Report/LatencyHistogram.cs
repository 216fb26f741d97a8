// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace OtlpGateway.Send.Report;

/// <summary>Latencies in buckets that are at most 1.6 % wide, from one microsecond to hours. Thread-safe.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;
    private const int Octaves = 40;

    private readonly long[] _counts = new long[(Octaves + 1) * SubBuckets];
    private long _total;
    private long _max;

    public TimeSpan Max => FromMicroseconds(Volatile.Read(ref _max));

    public void Record(TimeSpan latency)
    {
        long microseconds = Math.Max(0, latency.Ticks / TimeSpan.TicksPerMicrosecond);
        Interlocked.Increment(ref _counts[Math.Min(Bucket(microseconds), _counts.Length - 1)]);
        Interlocked.Increment(ref _total);
        long max = Volatile.Read(ref _max);
        while (microseconds > max)
        {
            long seen = Interlocked.CompareExchange(ref _max, microseconds, max);
            max = seen == max ? microseconds : seen;
        }
    }

    /// <summary>The upper edge of the bucket in which the quantile lies, never more than the maximum.</summary>
    /// <param name="quantile">0 to 1.</param>
    public TimeSpan Quantile(double quantile)
    {
        long total = Volatile.Read(ref _total);
        long wanted = Math.Max(1, (long)Math.Ceiling(total * quantile));
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length && total > 0; bucket++)
        {
            seen += Volatile.Read(ref _counts[bucket]);
            if (seen >= wanted)
            {
                return FromMicroseconds(Math.Min(UpperEdge(bucket), Volatile.Read(ref _max)));
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>Small values have a bucket each; above, every power of two has as many.</summary>
    private static int Bucket(long value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2((ulong)value) - SubBits;
        return ((shift + 1) << SubBits) + (int)(value >> shift) - SubBuckets;
    }

    private static long UpperEdge(int bucket)
    {
        int shift = (bucket >> SubBits) - 1;
        return shift < 0 ? bucket : ((long)(SubBuckets + (bucket & (SubBuckets - 1)) + 1) << shift) - 1;
    }

    private static TimeSpan FromMicroseconds(long microseconds) => TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
