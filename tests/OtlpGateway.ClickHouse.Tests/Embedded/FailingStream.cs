// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Tests.Embedded;

/// <summary>A client that goes away after some bytes.</summary>
internal sealed class FailingStream(long limit) : MemoryStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Length > limit ? throw new IOException("the client went away") : base.WriteAsync(buffer, cancellationToken);
}
