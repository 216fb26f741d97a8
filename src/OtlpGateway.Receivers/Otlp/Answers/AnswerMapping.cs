// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Http;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Servers.Bodies;

namespace OtlpGateway.Receivers.Otlp.Answers;

/// <summary>
/// The one place that decides what a client is told. What is temporary is always UNAVAILABLE or 503 with a delay, which
/// every client retries (RESOURCE_EXHAUSTED and 429 are not retried by all); what is final never carries a delay.
/// </summary>
internal static class AnswerMapping
{
    /// <summary>Longest message in an answer, in characters: it may quote what the client sent.</summary>
    public const int MaxMessageLength = 1000;

    // Clients' own back-off starts at 1 to 5 s; a hint below that gets a freed gateway used again soon.
    private static readonly TimeSpan DefaultRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(5);

    /// <summary>What a delivery that was no success is answered with.</summary>
    public static Refusal FromOutcome(in Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Retry => Temporary(outcome.Reason, OutsideText.Of(outcome), outcome.RetryAfter),
        OutcomeKind.Cancelled => new Refusal(
            RpcCode.Cancelled, StatusCodes.Status503ServiceUnavailable, Shorten(OutsideText.Of(outcome)), Delay(outcome.RetryAfter), Reasons.Cancelled),
        OutcomeKind.Rejected => Final(outcome.Reason, OutsideText.Of(outcome)),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Kind, "is a success"),
    };

    /// <summary>What a body that could not be taken in is answered with.</summary>
    public static Refusal FromBody(BodyStatus status, int limitBytes, string option) => status switch
    {
        BodyStatus.TooLarge => Final(
            Reasons.TooLarge,
            $"the request is larger than {limitBytes} bytes (on the wire or decompressed); send smaller batches or raise {option}"),
        BodyStatus.NoMemory => Temporary(Reasons.MemoryLimit, "data refused due to high memory usage; try again later", null),
        BodyStatus.Malformed => Final(Reasons.Malformed, "the body cannot be decompressed: it is damaged, incomplete or compressed in another way"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "is a success"),
    };

    /// <summary>A state that passes: overload, a destination that is down, a shutdown.</summary>
    public static Refusal Temporary(string reason, string message, TimeSpan? retryAfter) =>
        new(RpcCode.Unavailable, StatusCodes.Status503ServiceUnavailable, Shorten(message), Delay(retryAfter), reason);

    /// <summary>Sending the same again is pointless.</summary>
    public static Refusal Final(string reason, string message)
    {
        (RpcCode code, int status) = reason switch
        {
            Reasons.TooLarge => (RpcCode.ResourceExhausted, StatusCodes.Status413PayloadTooLarge),
            Reasons.Malformed or Reasons.InvalidItem or Reasons.BadEventTime => (RpcCode.InvalidArgument, StatusCodes.Status400BadRequest),
            Reasons.Unauthenticated => (RpcCode.Unauthenticated, StatusCodes.Status401Unauthorized),
            _ => (RpcCode.Internal, StatusCodes.Status500InternalServerError),
        };
        return new Refusal(code, status, Shorten(message), null, reason);
    }

    /// <summary>The client's own deadline passed; it may try again with more time.</summary>
    public static Refusal DeadlineExceeded() => new(
        RpcCode.DeadlineExceeded,
        StatusCodes.Status503ServiceUnavailable,
        "the request's deadline passed before it was stored",
        null,
        Reasons.Timeout);

    /// <summary>A request that does not follow the protocol below OTLP.</summary>
    public static Refusal Protocol(RpcCode code, int httpStatus, string message) =>
        new(code, httpStatus, Shorten(message), null, httpStatus switch
        {
            StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed or StatusCodes.Status415UnsupportedMediaType => Reasons.Unsupported,
            StatusCodes.Status408RequestTimeout => Reasons.Timeout,
            _ => Reasons.Malformed,
        });

    /// <summary>Cut to what an answer may quote, at a whole character.</summary>
    public static string Shorten(string message)
    {
        if (message.Length <= MaxMessageLength)
        {
            return message;
        }

        int end = char.IsHighSurrogate(message[MaxMessageLength - 4]) ? MaxMessageLength - 4 : MaxMessageLength - 3;
        return string.Concat(message.AsSpan(0, end), "...");
    }

    private static TimeSpan Delay(TimeSpan? asked) => asked switch
    {
        null => DefaultRetryDelay,
        { } delay when delay < TimeSpan.Zero => TimeSpan.Zero,
        { } delay when delay > LongestRetryDelay => LongestRetryDelay,
        { } delay => delay,
    };
}
