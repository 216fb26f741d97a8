// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>One output series and its total. 80 bytes.</summary>
internal struct SeriesRecord : IKeyed
{
    public const SeriesFlags TransientFlags = SeriesFlags.IsLive | SeriesFlags.IsShown | SeriesFlags.IsMarked;

    /// <summary>Stands for its metric and attributes.</summary>
    public Key128 Key;

    /// <summary>Since when the total counts. Never changes.</summary>
    public ulong StartUnixNano;

    /// <summary>The total of sums; of histograms and summaries, of the sums of their values.</summary>
    public Total Total;

    /// <summary>When the last point arrived, in seconds since 1970.</summary>
    public uint SeenSeconds;

    /// <summary>Its metric's index.</summary>
    public int Metric;

    /// <summary>Attribute fields of a data point of its kind, tags included.</summary>
    public TextRef Attributes;

    /// <summary>Buckets; of gauges and last values, while output is written, the index of its reading. 0 is nothing.</summary>
    public int Block;

    public SeriesFlags Flags;

    readonly Key128 IKeyed.Key => Key;
}
