// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Tells readiness that a destination does not answer: after several refusals in a row, until it answers again, or until
/// nothing was tried for so long (<paramref name="validFor"/>) that the last refusal says nothing any more.
/// </summary>
internal sealed class DestinationHealth(string exporter, Signal signal, TimeSpan validFor, HealthBoard? board, ILogger logger)
{
    /// <summary>One refusal is normal service; with the default waits the third comes after some 12 seconds.</summary>
    private const int RefusalsUntilDown = 3;

    private readonly string _part = $"exporter {exporter} ({signal.DataType()})";
    private int _refusals;

    public void Answered(Outcome outcome)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Retry when Interlocked.Increment(ref _refusals) >= RefusalsUntilDown:
                board?.NotReady(_part, outcome.Message, validFor);
                break;
            case OutcomeKind.Retry or OutcomeKind.Cancelled:
                break;
            default:
                if (Volatile.Read(ref _refusals) > 0 && Interlocked.Exchange(ref _refusals, 0) >= RefusalsUntilDown)
                {
                    board?.Ready(_part);
                    DeliveryLog.DeliversAgain(logger, exporter);
                }

                break;
        }
    }

    public void Forget() => board?.Remove(_part);
}
