// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>
/// A view on one message. It borrows the bytes it was made from and is valid as long as they are; nothing is copied or
/// allocated. Cursors are made for bytes that the edge has checked. On others they are safe too: reading ends early.
/// </summary>
/// <remarks>
/// Fields may come in any order. Repeated scalars and strings: the last wins. Repeated resource, scope, status, metric
/// data and bucket messages are merged as protobuf merges them; a repeated array or map value replaces the one before.
/// </remarks>
public interface ICursor<TSelf>
    where TSelf : struct, ICursor<TSelf>, allows ref struct
{
    /// <summary>Views the body of a message: what stands behind its tag and length.</summary>
    static abstract TSelf Read(ReadOnlySpan<byte> message);
}
