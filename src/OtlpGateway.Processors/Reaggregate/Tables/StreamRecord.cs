// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>One input stream: what must be remembered of its last point. 56 bytes.</summary>
internal struct StreamRecord : IKeyed
{
    /// <summary>Stands for the stream as its client sent it, and its metric.</summary>
    public Key128 Key;

    /// <summary>
    /// Of a cumulative stream, when it began to count, 0 when unknown. Of a delta stream, since when its points follow
    /// each other without a gap.
    /// </summary>
    public ulong StartUnixNano;

    /// <summary>The time of the last point.</summary>
    public ulong TimeUnixNano;

    /// <summary>The last value, as a double's bits or an integer; of histograms and summaries the count.</summary>
    public ulong Value;

    /// <summary>When the last point arrived, in seconds since 1970.</summary>
    public uint SeenSeconds;

    /// <summary>The output series that it goes into.</summary>
    public int Series;

    /// <summary>What is remembered beside the value: buckets. 0 is nothing.</summary>
    public int Block;

    public StreamFlags Flags;

    /// <summary>The last value of a number.</summary>
    public readonly double Number => (Flags & StreamFlags.IsInteger) != 0 ? (long)Value : BitConverter.UInt64BitsToDouble(Value);

    readonly Key128 IKeyed.Key => Key;
}
