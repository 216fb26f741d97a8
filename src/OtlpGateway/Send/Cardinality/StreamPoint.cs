// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Cardinality;

/// <summary>One data point, whatever its kind is.</summary>
/// <param name="StartUnixNano">Where its interval begins.</param>
/// <param name="TimeUnixNano">Where its interval ends.</param>
/// <param name="Buckets">Events per bucket of a histogram; of a counter, their sum is the value.</param>
/// <param name="Gauge">The value of a gauge.</param>
internal sealed record StreamPoint(long StartUnixNano, long TimeUnixNano, IReadOnlyList<long> Buckets, double Gauge)
{
    public long Count => Buckets.Sum();

    /// <summary>The sum of a histogram's values: each event is as large as its bucket's value.</summary>
    public double Sum => Buckets.Select((count, bucket) => count * EventSize(bucket)).Sum();

    /// <summary>A value inside the bucket; a multiple of 1/8, so that sums are exact in any order.</summary>
    public static double EventSize(int bucket) => bucket < ClientStream.Bounds.Count ? ClientStream.Bounds[bucket] - 0.125 : 3;
}
