// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Testing.Delivery;

/// <summary>
/// A destination that refuses, dawdles, takes a part, throws and rejects by a seeded script, and knows the truth: which
/// items it took, and how often. A request with a poisonous item is always rejected as a whole; poison is in the name.
/// </summary>
public sealed class FaultyDestination(TimeProvider time, int seed) : IExporter
{
    private readonly RandomSource _random = new(seed);
    private readonly ConcurrentDictionary<string, int> _taken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _rejected = new(StringComparer.Ordinal);

    /// <summary>Set once the trouble is over.</summary>
    public bool IsWell { get; set; }

    /// <summary>Items taken, with how often.</summary>
    public IReadOnlyDictionary<string, int> Taken => _taken;

    /// <summary>Items that were rejected for good at least once.</summary>
    public IReadOnlyDictionary<string, int> Rejected => _rejected;

    public static bool IsPoison(string item) => item.Contains("poison", StringComparison.Ordinal);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> items = BatchFactory.NamesIn(batch.Bytes.Span);
        double dice = IsWell ? 1 : _random.Next();
        if (dice < 0.15)
        {
            return Outcome.Retry(Reasons.DestinationDown, "down", dice < 0.03 ? TimeSpan.FromSeconds(1) : null);
        }

        if (dice < 0.35)
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next() * 900), time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return Outcome.Cancelled();
            }
        }
        else if (dice < 0.37)
        {
            throw new InvalidOperationException("a bug, on purpose");
        }

        await Task.Yield();
        if (items.Any(IsPoison))
        {
            Count(_rejected, items);
            return Outcome.Rejected(Reasons.DestinationRejected, "poison");
        }

        Count(_taken, items);
        return Outcome.Accepted;
    }

    private static void Count(ConcurrentDictionary<string, int> counts, IReadOnlyList<string> items)
    {
        foreach (string item in items)
        {
            counts.AddOrUpdate(item, 1, static (_, count) => count + 1);
        }
    }
}
