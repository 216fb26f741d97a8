// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Transport;

/// <summary>What became of one attempt, as the server said it or the connection showed it.</summary>
/// <param name="Kind">Whether it is done.</param>
/// <param name="Rejected">Items that an accepted request lost.</param>
/// <param name="RetryDelay">How long the server asked to wait.</param>
/// <param name="Message">Why, for the user; empty when all is well.</param>
internal readonly record struct SendAnswer(AnswerKind Kind, long Rejected, TimeSpan? RetryDelay, string Message)
{
    public static SendAnswer Accepted(long rejected, string message) => new(AnswerKind.Accepted, rejected, null, message);

    public static SendAnswer Retry(string message, TimeSpan? delay = null) => new(AnswerKind.Retry, 0, delay, message);

    public static SendAnswer Refused(string message) => new(AnswerKind.Refused, 0, null, message);
}
