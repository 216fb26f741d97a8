// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Clients.Otlp;

/// <summary>What became of one attempt, as the server said it or the connection showed it.</summary>
/// <param name="Kind">Whether it is done.</param>
/// <param name="Rejected">Items that an accepted request lost.</param>
/// <param name="RetryDelay">How long the server asked to wait.</param>
/// <param name="Message">Why, for the user; empty when all is well.</param>
public readonly record struct ExportAnswer(ExportAnswerKind Kind, long Rejected, TimeSpan? RetryDelay, string Message)
{
    public static ExportAnswer Accepted(long rejected, string message) => new(ExportAnswerKind.Accepted, rejected, null, message);

    public static ExportAnswer Retry(string message, TimeSpan? delay = null) => new(ExportAnswerKind.Retry, 0, delay, message);

    public static ExportAnswer Refused(string message) => new(ExportAnswerKind.Refused, 0, null, message);
}
