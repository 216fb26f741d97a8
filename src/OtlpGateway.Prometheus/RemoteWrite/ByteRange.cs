// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>Where something stands in a buffer.</summary>
internal readonly record struct ByteRange(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => bytes.Slice(Start, Length);
}
