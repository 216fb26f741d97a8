// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>A record that waits for its flush.</summary>
internal sealed class PendingRecord(ReadOnlyMemory<byte> record)
{
    private readonly TaskCompletionSource<Outcome> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlyMemory<byte> Record { get; } = record;

    public Task<Outcome> Written => _written.Task;

    public void Complete(Outcome outcome) => _written.SetResult(outcome);
}
