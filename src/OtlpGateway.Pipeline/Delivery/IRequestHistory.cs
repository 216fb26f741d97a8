// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// A durable log that kept the hashes of the requests it holds. A receiver reads them at start, so that a client's retry
/// of a request that was stored before a crash, but never answered, does not store it twice.
/// </summary>
public interface IRequestHistory
{
    /// <summary>Hashes of requests stored since <paramref name="since"/>, with the time each was stored.</summary>
    ValueTask<IReadOnlyList<StoredRequest>> ReadRecentAsync(DateTimeOffset since, CancellationToken cancellationToken);
}

public readonly record struct StoredRequest(UInt128 Hash, DateTimeOffset StoredAt);
