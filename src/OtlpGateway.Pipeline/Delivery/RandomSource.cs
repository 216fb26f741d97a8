// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>Random numbers that any thread may ask for; seeded where a test must repeat them.</summary>
public sealed class RandomSource(int? seed = null)
{
    private readonly Lock _lock = new();
    private readonly Random _random = seed is { } given ? new Random(given) : new Random();

    /// <summary>A number in [0, 1).</summary>
    public double Next()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }
}
