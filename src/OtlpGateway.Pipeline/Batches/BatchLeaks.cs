// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;

namespace OtlpGateway.Pipeline.Batches;

/// <summary>
/// Batches that were collected as garbage while somebody still had to give them back: each is a bug, and its buffer is
/// lost to the pool. Found in debug builds only; a release build pays nothing and finds none.
/// </summary>
public static class BatchLeaks
{
    private const int MostKept = 1000;

    private static readonly ConcurrentQueue<ClientContext> Found = new();

    /// <summary>Leaked batches of one sender, found by collections so far.</summary>
    public static int CountOf(ClientContext client) => Found.Count(found => ReferenceEquals(found, client));

    internal static void Add(TelemetryBatch batch)
    {
        if (Found.Count < MostKept)
        {
            Found.Enqueue(batch.Client);
        }
    }
}
