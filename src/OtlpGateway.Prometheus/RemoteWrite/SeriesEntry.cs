// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>One series of a block. Its points and exemplars are chained, in order of time.</summary>
internal struct SeriesEntry
{
    public ByteRange Labels;

    public ulong Hash;

    public int Family;

    /// <summary>Points are histograms; otherwise samples.</summary>
    public bool IsHistogram;

    public int FirstPoint;

    public int LastPoint;

    /// <summary>-1 where there is none.</summary>
    public int FirstExemplar;

    public int LastExemplar;

    /// <summary>About how many bytes it takes in a request.</summary>
    public int Bytes;

    public int Points;
}
