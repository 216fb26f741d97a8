// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Otlp.Answers;

/// <summary>A request that is not answered with success, in the terms of both protocols.</summary>
/// <param name="Code">gRPC status, and the code in the body of an HTTP answer.</param>
/// <param name="HttpStatus">HTTP status.</param>
/// <param name="Message">For the client's log, at most <see cref="AnswerMapping.MaxMessageLength"/> characters.</param>
/// <param name="RetryDelay">When to come again; only where that may help.</param>
/// <param name="Reason">The label it is counted under.</param>
internal readonly record struct Refusal(RpcCode Code, int HttpStatus, string Message, TimeSpan? RetryDelay, string Reason);
