// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>Keeps what a destination will never take. Registered with the services that components share, where <c>service::dead_letters</c> names a directory.</summary>
public interface IDeadLetters
{
    /// <summary>Returns true when the batch is kept durably; false when it cannot be, and it is then counted as dropped.</summary>
    ValueTask<bool> TryKeepAsync(TelemetryBatch batch, DeadLetter letter, CancellationToken cancellationToken);
}

/// <param name="Exporter">Who could not deliver it.</param>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">What the destination said.</param>
public readonly record struct DeadLetter(ComponentId Exporter, string Reason, string Message);
