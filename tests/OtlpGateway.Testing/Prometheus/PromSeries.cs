// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace OtlpGateway.Testing.Prometheus;

/// <summary>One series of a query's result.</summary>
/// <param name="Labels">The name is among them as <c>__name__</c>, where there is one.</param>
/// <param name="Values">By time, in seconds; one value of an instant query.</param>
public sealed record PromSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<PromSample> Values)
{
    /// <summary>Of a native histogram in an instant query: count, sum and buckets as the server's JSON; such a series has no values.</summary>
    public JsonElement? Histogram { get; init; }

    /// <summary>The newest value.</summary>
    public double Value => Values[^1].Value;

    /// <summary>The metric's name; empty where an expression took it away.</summary>
    public string Name => Labels.GetValueOrDefault("__name__", "");

    /// <summary>The labels by name, as PromQL writes them, for comparison as text.</summary>
    public override string ToString() =>
        $"{Name}{{{string.Join(", ", Labels.Where(label => label.Key != "__name__").OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}=\"{label.Value}\""))}}}";
}

/// <param name="Time">Seconds since 1970.</param>
/// <param name="Value">As it was written; a staleness marker is never shown.</param>
public readonly record struct PromSample(double Time, double Value);
