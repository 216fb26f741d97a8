// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Testing.Otlp;

/// <summary>What the scripted server answers to one request.</summary>
/// <param name="HttpStatus">For HTTP; 200 over gRPC unless the gRPC status is negative.</param>
/// <param name="GrpcStatus">For gRPC; -1 sends the HTTP status alone.</param>
/// <param name="Rejected">Items in a partial success.</param>
/// <param name="RetryDelay">As RetryInfo or Retry-After.</param>
/// <param name="Hang">Never answers, until the client goes away.</param>
/// <param name="Abort">Breaks the connection.</param>
/// <param name="Body">Answered as it is, over HTTP, instead of what the protocol has.</param>
/// <param name="ContentType">Of <paramref name="Body"/>.</param>
/// <param name="Location">Where a redirect leads to.</param>
public sealed record ScriptedReply(
    int HttpStatus = 200,
    int GrpcStatus = 0,
    long Rejected = 0,
    TimeSpan? RetryDelay = null,
    bool Hang = false,
    bool Abort = false,
    string? Body = null,
    string ContentType = "text/plain",
    string? Location = null)
{
    public static readonly ScriptedReply Ok = new();
}
