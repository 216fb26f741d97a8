// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using OtlpGateway.Receivers.Otlp.Options;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Otlp.Http;

/// <summary>The path of each signal.</summary>
internal sealed class HttpRoutes(OtlpHttpOptions options)
{
    private readonly FrozenDictionary<string, Signal> _paths = new Dictionary<string, Signal>(StringComparer.Ordinal)
    {
        ["/v1development/profiles"] = Signal.Profiles,
        [Rooted(options.TracesUrlPath)] = Signal.Traces,
        [Rooted(options.MetricsUrlPath)] = Signal.Metrics,
        [Rooted(options.LogsUrlPath)] = Signal.Logs,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public bool TryFind(string path, out Signal signal) => _paths.TryGetValue(path, out signal);

    private static string Rooted(string path) => path.StartsWith('/') ? path : "/" + path;
}
