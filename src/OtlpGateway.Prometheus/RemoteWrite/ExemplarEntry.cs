// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>An exemplar of a series.</summary>
internal struct ExemplarEntry
{
    public ByteRange Labels;

    public ulong Bits;

    public long Timestamp;

    /// <summary>The next one of the series; -1 at the end.</summary>
    public int Next;
}
