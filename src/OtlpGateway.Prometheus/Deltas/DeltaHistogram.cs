// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>The total of an explicit histogram. Other bounds begin a new total: buckets cannot be moved.</summary>
internal sealed class DeltaHistogram : DeltaStream
{
    private double[] _bounds = [];
    private ulong[] _counts = [];

    public ulong Count { get; private set; }

    /// <summary>Null when one of the deltas had none.</summary>
    public double? Sum { get; private set; }

    public ReadOnlySpan<ulong> Counts => _counts;

    public void Add(DeltaVerdict verdict, List<double> bounds, List<ulong> counts, ulong count, double? sum, in DeltaTime time)
    {
        if (verdict != DeltaVerdict.Add)
        {
            return;
        }

        Touch(time);
        if (counts.Count != _counts.Length || !CollectionsMarshal.AsSpan(bounds).SequenceEqual(_bounds))
        {
            Restart(time);
            _bounds = [.. bounds];
            _counts = [.. counts];
            Count = count;
            Sum = sum;
            return;
        }

        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += counts[i];
        }

        Sum = Count == 0 ? sum : count == 0 ? Sum : Sum + sum;
        Count += count;
    }
}
