// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Otlp.Answers;

/// <summary>google.rpc.Code.</summary>
internal enum RpcCode : byte
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}
