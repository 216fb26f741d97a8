// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>The tables of one exporter, by what they hold.</summary>
public sealed record SchemaTables
{
    public const string Claims = "otlpgateway_claims";

    /// <summary>A view of <see cref="Claims"/>: ranges that a replay could not store, and why.</summary>
    public const string RejectedRanges = "otlpgateway_rejected_ranges";

    /// <summary>Columns of <see cref="Claims"/> that earlier versions did not have.</summary>
    public static IReadOnlyList<string> ClaimsAdded { get; } = ["Number", "Reason"];

    public const string DeadLetters = "otlpgateway_dead_letters";
    public const string Migrations = "otlpgateway_migrations";

    public string Database { get; init; } = "default";

    public string Traces { get; init; } = "otel_traces";

    public string Logs { get; init; } = "otel_logs";

    public string Gauge { get; init; } = "otel_metrics_gauge";

    public string Sum { get; init; } = "otel_metrics_sum";

    public string Histogram { get; init; } = "otel_metrics_histogram";

    public string ExponentialHistogram { get; init; } = "otel_metrics_exponential_histogram";

    public string Summary { get; init; } = "otel_metrics_summary";

    /// <summary>The tables that a signal is inserted into, in the order of its blocks.</summary>
    public IReadOnlyList<string> Of(Signal signal) => signal switch
    {
        Signal.Traces => [Traces],
        Signal.Logs => [Logs],
        Signal.Metrics => [Gauge, Sum, Histogram, ExponentialHistogram, Summary],
        _ => [],
    };
}
