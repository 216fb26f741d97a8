// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send;

/// <summary>The signals that are sent, as users write them.</summary>
internal static class SignalNames
{
    public static string Of(Signal signal) => signal switch
    {
        Signal.Traces => "traces",
        Signal.Metrics => "metrics",
        Signal.Logs => "logs",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };

    public static bool TryParse(string name, out Signal signal)
    {
        signal = name switch
        {
            "traces" => Signal.Traces,
            "metrics" => Signal.Metrics,
            "logs" => Signal.Logs,
            _ => default,
        };
        return signal != default;
    }
}
