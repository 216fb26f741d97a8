// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Telemetry;

/// <summary>
/// The gateway's own metrics as the configuration wants them: the store and its endpoints. Lives as long as the process
/// and outlives reloads, so that totals go on. A change of its section takes effect at the next start.
/// </summary>
internal sealed class OwnMetrics : IAsyncDisposable
{
    private readonly MetricStore _store;
    private readonly List<MetricsEndpoint> _endpoints = [];

    public OwnMetrics(
        MetricsTelemetryOptions options,
        IReadOnlyList<KeyValuePair<string, string>> resource,
        StatusPages pages,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _store = new MetricStore(options.Level);
        foreach (PrometheusReaderOptions reader in options.PrometheusReaders())
        {
            _endpoints.Add(new MetricsEndpoint(_store, reader, resource, pages, time, loggers));
        }
    }

    public IReadOnlyList<MetricsEndpoint> Endpoints => _endpoints;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (MetricsEndpoint endpoint in _endpoints)
        {
            await endpoint.StartAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MetricsEndpoint endpoint in _endpoints)
        {
            await endpoint.DisposeAsync();
        }

        _store.Dispose();
    }
}
