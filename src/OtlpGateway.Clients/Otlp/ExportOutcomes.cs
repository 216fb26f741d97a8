// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Clients.Otlp;

/// <summary>What a server's answer means for a batch: the one place where answers become outcomes.</summary>
/// <param name="destination">Names the server in messages.</param>
public sealed class ExportOutcomes(string destination, ComponentSettings settings)
{
    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);

    private readonly LogLimiter _warnings = new(settings.Time, WarningInterval);

    /// <param name="items">Items of the batch; a server cannot reject more.</param>
    public Outcome Of(in ExportAnswer answer, int items) => answer.Kind switch
    {
        ExportAnswerKind.Accepted => Accepted(answer, items),
        ExportAnswerKind.Retry => Outcome.Retry(Reasons.DestinationDown, $"{destination}: {answer.Message}", answer.RetryDelay),
        ExportAnswerKind.Refused => Outcome.Rejected(Reasons.DestinationRejected, $"{destination}: {answer.Message}"),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Kind, "is no answer"),
    };

    /// <summary>There is no credential to send with it now.</summary>
    public Outcome NoCredential(IOException problem) =>
        Outcome.Retry(Reasons.Unauthenticated, $"{destination}: no credential to send: {problem.Message}");

    private Outcome Accepted(in ExportAnswer answer, int items)
    {
        if (answer.Rejected > 0)
        {
            string why = answer.Message.Length > 0 ? answer.Message : "no reason given";
            return Outcome.PartlyAccepted((int)Math.Min(answer.Rejected, items), Reasons.DestinationRejected, $"{destination} rejected items: {why}");
        }

        if (answer.Message.Length > 0 && _warnings.TryTake(out long suppressed))
        {
            ClientsLog.ServerWarned(settings.Logger, destination, answer.Message, suppressed);
        }

        return Outcome.Accepted;
    }
}
