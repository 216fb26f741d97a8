// SPDX-License-Identifier: Apache-2.0

using System.Net;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>What a gRPC call was answered with.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">grpc-status, or -1 without one.</param>
/// <param name="Message">grpc-message, decoded.</param>
/// <param name="Body">The response message, or null without a frame.</param>
/// <param name="Headers">Headers and trailers.</param>
internal sealed record GrpcReply(
    HttpStatusCode Status,
    int Code,
    string Message,
    byte[]? Body,
    IReadOnlyDictionary<string, string> Headers);
