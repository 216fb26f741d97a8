// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Otlp.Grpc;

internal enum GrpcReadStatus : byte
{
    Complete = 1,

    /// <summary>The stream ended without a byte.</summary>
    NoMessage,

    /// <summary>The stream ended inside the message.</summary>
    Truncated,

    /// <summary>The compressed flag is neither 0 nor 1.</summary>
    BadFlag,

    /// <summary>More bytes follow the message: a unary call has one.</summary>
    SecondMessage,

    TooLarge,

    NoMemory,
}
