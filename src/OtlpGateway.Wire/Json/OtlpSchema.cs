// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Wire.Json;

/// <summary>The request message of each signal.</summary>
internal static class OtlpSchema
{
    public static MessageSchema Request(Signal signal) => signal switch
    {
        Signal.Traces => TraceSchema.Request,
        Signal.Metrics => MetricsSchema.Request,
        Signal.Logs => LogsSchema.Request,
        Signal.Profiles => ProfilesSchema.Request,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
