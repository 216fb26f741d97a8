// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Testing.Delivery;

/// <summary>A scripted exporter that claims whatever range it is asked to claim, and has none pending.</summary>
public sealed class ScriptedRangeSink : ScriptedConsumer, IRangeSink
{
    public ValueTask<RangeResume> ResumeAsync(LogPartition partition, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new RangeResume(Outcome.Accepted, null, null));

    public ValueTask<RangeClaim> ClaimAsync(LogRange range, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new RangeClaim(Outcome.Accepted, range.End, Done: false));

    public ValueTask<Outcome> AbandonAsync(LogRange range, CancellationToken cancellationToken) => ValueTask.FromResult(Outcome.Accepted);
}
