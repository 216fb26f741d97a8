// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Cardinality;

/// <summary>One stream of one client: what it counted since its client began, and the points it may repeat.</summary>
internal sealed class ClientStream(MetricFamily family, string labelValue, string template, double gauge, bool isDelta)
{
    /// <summary>Upper bounds of the histograms' buckets, in the family's unit.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [0.25, 0.5, 1, 2];

    private readonly long[] _buckets = new long[Bounds.Count + 1];

    public MetricFamily Family { get; } = family;

    public string LabelValue { get; } = labelValue;

    public string Template { get; } = template;

    public bool IsDelta { get; } = isDelta;

    /// <summary>The point that was sent last; null before the first and after a restart.</summary>
    public StreamPoint? Last { get; private set; }

    /// <summary>Goes on: adds what happened, and returns the point that says so.</summary>
    /// <param name="amounts">How many events fell into each bucket; of a counter, only their number counts.</param>
    /// <param name="startUnixNano">When the client began.</param>
    /// <param name="nowUnixNano">The point's time.</param>
    public StreamPoint Next(ReadOnlySpan<int> amounts, long startUnixNano, long nowUnixNano)
    {
        if (IsDelta)
        {
            Array.Clear(_buckets);
        }

        for (int i = 0; i < amounts.Length; i++)
        {
            _buckets[i] += amounts[i];
        }

        long start = IsDelta && Last is { } before ? before.TimeUnixNano : startUnixNano;
        Last = new StreamPoint(start, nowUnixNano, [.. _buckets], gauge);
        return Last;
    }

    /// <summary>The client begins anew: everything it counted is forgotten, by the client.</summary>
    public void Restart()
    {
        Array.Clear(_buckets);
        Last = null;
    }
}
