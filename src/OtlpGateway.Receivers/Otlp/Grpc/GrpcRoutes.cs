// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Otlp.Grpc;

/// <summary>The method of each signal.</summary>
internal static class GrpcRoutes
{
    private static readonly FrozenDictionary<string, Signal> Methods = new Dictionary<string, Signal>(StringComparer.Ordinal)
    {
        ["/opentelemetry.proto.collector.trace.v1.TraceService/Export"] = Signal.Traces,
        ["/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"] = Signal.Metrics,
        ["/opentelemetry.proto.collector.logs.v1.LogsService/Export"] = Signal.Logs,
        ["/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export"] = Signal.Profiles,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryFind(string path, out Signal signal) => Methods.TryGetValue(path, out signal);
}
