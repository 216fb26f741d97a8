// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Translation;

/// <summary>What became of the data points of a request. Reused: <see cref="Clear"/> starts over.</summary>
public sealed class TranslationTally
{
    private static readonly int Faults = Enum.GetValues<PointFault>().Length;

    private readonly int[] _dropped = new int[Faults];

    /// <summary>Data points that became series.</summary>
    public int Translated { get; internal set; }

    /// <summary>Data points that did not, whatever the reason.</summary>
    public int Dropped => _dropped.Sum();

    /// <summary>Data points that did not, for one reason.</summary>
    public int DroppedFor(PointFault fault) => _dropped[(int)fault];

    public void Clear()
    {
        Translated = 0;
        Array.Clear(_dropped);
    }

    internal void Drop(PointFault fault, int points = 1) => _dropped[(int)fault] += points;
}
