// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.RemoteWrite;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>Series [<paramref name="From"/>, <paramref name="To"/>) of one delivery's shard.</summary>
/// <param name="Tally">What of them is in the request under way.</param>
internal readonly record struct WriteRange(WriteDelivery Delivery, int From, int To, RequestTally Tally)
{
    public int Count => To - From;

    /// <summary>The first so many series, and the rest.</summary>
    public static (List<WriteRange> First, List<WriteRange> Second) Halve(List<WriteRange> ranges, int series)
    {
        List<WriteRange> first = [];
        List<WriteRange> second = [];
        foreach (WriteRange range in ranges)
        {
            int middle = range.From + Math.Clamp(series, 0, range.Count);
            series -= range.Count;
            if (middle > range.From)
            {
                first.Add(range with { To = middle });
            }

            if (middle < range.To)
            {
                second.Add(range with { From = middle });
            }
        }

        return (first, second);
    }
}
