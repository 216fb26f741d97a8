// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Receivers.Otlp.Grpc;

/// <param name="Status">How reading ended.</param>
/// <param name="Compressed">Whether the message says that it is compressed.</param>
/// <param name="Body">The message, still compressed; the receiver of this owns it. Null on a fault.</param>
internal readonly record struct GrpcMessage(GrpcReadStatus Status, bool Compressed, PooledBuffer? Body)
{
    public static GrpcMessage Fault(GrpcReadStatus status) => new(status, false, null);
}
