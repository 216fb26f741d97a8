// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace OtlpGateway.Benchmarks.Harness;

/// <summary>Bytes that one call of a benchmark may allocate, from <c>bench/budgets.json</c>: a name and a number each.</summary>
internal sealed class AllocationBudgets(IReadOnlyDictionary<string, long> budgets)
{
    internal static AllocationBudgets Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "budgets.json");
        return new AllocationBudgets(JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(path)) ?? []);
    }

    /// <summary>Null where a benchmark has no budget.</summary>
    internal long? Find(string name) => budgets.TryGetValue(name, out long budget) ? budget : null;
}
