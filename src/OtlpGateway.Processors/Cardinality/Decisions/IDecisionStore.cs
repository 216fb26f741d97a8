// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Decisions;

/// <summary>Where decisions are kept. One caller at a time.</summary>
internal interface IDecisionStore : IAsyncDisposable
{
    /// <summary>
    /// What was saved last; null when nothing ever was. Throws <see cref="IOException"/> with a message for the operator when
    /// it cannot be read.
    /// </summary>
    ValueTask<StoredDecisions?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces what was saved. Throws <see cref="IOException"/>; then what was saved before is still there.</summary>
    ValueTask SaveAsync(StoredDecisions decisions, CancellationToken cancellationToken);

    /// <summary>What other gateways saved since this was asked last. Throws <see cref="IOException"/> when it cannot be read.</summary>
    ValueTask<IReadOnlyList<StoredLabel>> ReadOthersAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<StoredLabel>>([]);
}
