// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>
/// What is left of a cumulative stream whose value is in a total already: its last point, so that it can go on from there.
/// 48 bytes, and its buckets where there is room for them.
/// </summary>
internal struct ForgottenStream : IKeyed
{
    public Key128 Key;

    /// <summary>As <see cref="StreamRecord.StartUnixNano"/>.</summary>
    public ulong StartUnixNano;

    /// <summary>The time of its last point.</summary>
    public ulong TimeUnixNano;

    /// <summary>As <see cref="StreamRecord.Value"/>.</summary>
    public ulong Value;

    /// <summary>As <see cref="StreamRecord.Block"/>.</summary>
    public int Block;

    /// <summary>Those of the stream; none when only its time is known, or the stream is back.</summary>
    public StreamFlags Flags;

    public readonly bool HasValue => Flags != StreamFlags.None;

    readonly Key128 IKeyed.Key => Key;
}
