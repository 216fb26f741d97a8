// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>How the Collector's metrics name the signals and their items.</summary>
public static class SignalLabels
{
    /// <summary>The value of <c>data_type</c> and <c>otel_signal</c>.</summary>
    public static string DataType(this Signal signal) => signal switch
    {
        Signal.Traces => "traces",
        Signal.Metrics => "metrics",
        Signal.Logs => "logs",
        Signal.Profiles => "profiles",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "not a signal"),
    };

    /// <summary>The end of a metric's name, for example of <c>otelcol_exporter_sent_spans</c>.</summary>
    public static string Items(this Signal signal) => signal switch
    {
        Signal.Traces => "spans",
        Signal.Metrics => "metric_points",
        Signal.Logs => "log_records",
        Signal.Profiles => "profile_samples",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "not a signal"),
    };
}
