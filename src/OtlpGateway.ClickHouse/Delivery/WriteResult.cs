// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Delivery;

/// <param name="DeadLetters">Items that went to the dead-letter table, by reason.</param>
public readonly record struct WriteResult(IReadOnlyDictionary<string, int> DeadLetters)
{
    public int DeadLetterCount => DeadLetters.Values.Sum();
}

/// <summary>Told of every block that was inserted; for metrics.</summary>
public interface IBlockObserver
{
    void Inserted(string table, int rows, long bytes, TimeSpan duration);
}
