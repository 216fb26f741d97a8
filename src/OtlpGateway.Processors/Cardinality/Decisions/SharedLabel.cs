// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace OtlpGateway.Processors.Cardinality.Decisions;

/// <param name="Version">Of the format.</param>
/// <param name="Seed">Of all hashes in it.</param>
/// <param name="Label">What was decided.</param>
internal sealed record SharedLabel(int Version, ulong Seed, StoredLabel Label)
{
    /// <summary>Null for what nobody of us wrote.</summary>
    public static SharedLabel? TryRead(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<SharedLabel>(json) is { Label.Metric: not null, Label.Key: not null, Label.Admitted: not null, Label.Places: not null } shared
                ? shared
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
