// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Tests.Send;

/// <summary>What the scripted server answers to one request.</summary>
/// <param name="HttpStatus">For HTTP; 200 over gRPC unless the gRPC status is negative.</param>
/// <param name="GrpcStatus">For gRPC; -1 sends the HTTP status alone.</param>
/// <param name="Rejected">Items in a partial success.</param>
/// <param name="RetryDelay">As RetryInfo or Retry-After.</param>
/// <param name="Hang">Never answers, until the client goes away.</param>
/// <param name="Abort">Breaks the connection.</param>
internal sealed record ScriptedReply(
    int HttpStatus = 200,
    int GrpcStatus = 0,
    long Rejected = 0,
    TimeSpan? RetryDelay = null,
    bool Hang = false,
    bool Abort = false)
{
    public static readonly ScriptedReply Ok = new();
}
