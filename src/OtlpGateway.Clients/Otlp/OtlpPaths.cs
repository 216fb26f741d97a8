// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Clients.Otlp;

/// <summary>Where each signal is sent to.</summary>
public static class OtlpPaths
{
    /// <summary>The gRPC method.</summary>
    public static string Grpc(Signal signal) => signal switch
    {
        Signal.Traces => "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        Signal.Metrics => "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        Signal.Logs => "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        Signal.Profiles => "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };

    /// <summary>The path below an OTLP/HTTP endpoint.</summary>
    public static string Http(Signal signal) => signal switch
    {
        Signal.Traces => "/v1/traces",
        Signal.Metrics => "/v1/metrics",
        Signal.Logs => "/v1/logs",
        Signal.Profiles => "/v1development/profiles",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
