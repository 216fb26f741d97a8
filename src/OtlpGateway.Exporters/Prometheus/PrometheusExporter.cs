// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Prometheus.Translation;
using OtlpGateway.Servers.Authentication;
using OtlpGateway.Servers.Hosting;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>Keeps the last sample of every series in memory, and shows them to whoever scrapes.</summary>
internal sealed class PrometheusExporter : IExporter, IAsyncDisposable
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly ComponentSettings _settings;
    private readonly PrometheusExporterOptions _options;
    private readonly ScrapeStore _store;
    private readonly PrometheusExporterMetrics _metrics;
    private readonly LogLimiter _lines;
    private GatewayServer? _server;
    private bool _stopped;

    public PrometheusExporter(ComponentSettings settings, PrometheusExporterOptions options)
    {
        _settings = settings;
        _options = options;
        _metrics = new PrometheusExporterMetrics(settings.Meter, settings.Id);
        _store = new ScrapeStore(options, settings.Time);
        _lines = new LogLimiter(settings.Time, LogInterval);
    }

    /// <summary>The port in use, once started.</summary>
    public int Port => _server?.Port ?? 0;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string path = $"exporters::{_settings.Id}";
        RequestAuthenticator authenticator = new(_options.Server.Auth, path, _settings.Services.GetService<IExtensions>());
        ServerSettings server = new()
        {
            ConfigPath = path,
            Options = _options.Server,
            Protocols = HttpProtocols.Http1,
            Time = _settings.Time,
            Logger = _settings.Logger,
        };
        _server = new GatewayServer(server, new ScrapeHandler(_store, _options, authenticator));
        await _server.StartAsync(cancellationToken);
        PrometheusExporterLog.Serving(_settings.Logger, Port, ScrapeHandler.Path);
    }

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromResult(Outcome.Cancelled());
        }

        if (_stopped)
        {
            return ValueTask.FromResult(Outcome.Retry(Reasons.ShuttingDown, $"exporter {_settings.Id} is not running"));
        }

        TranslationTally tally = new();
        StoreTally stored = _store.Add(batch.Bytes.Span, tally);
        _metrics.Consumed(tally, stored, _store.SeriesCount);
        int dropped = tally.Dropped + stored.Dropped;
        if (dropped == 0)
        {
            return ValueTask.FromResult(Outcome.Accepted);
        }

        if (_lines.TryTake(out long suppressed))
        {
            PrometheusExporterLog.Dropped(_settings.Logger, dropped, Describe(tally, stored), suppressed);
        }

        return ValueTask.FromResult(Outcome.PartlyAccepted(
            Math.Min(dropped, batch.ItemCount),
            stored.NoRoom > 0 ? Reasons.MemoryLimit : Reasons.Unsupported,
            $"{dropped} data points are not shown: {Describe(tally, stored)}"));
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        _stopped = true;
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.StopAsync(deadline);
            await server.DisposeAsync();
            _store.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true));

    private static string Describe(TranslationTally tally, in StoreTally stored)
    {
        List<string> reasons = [];
        foreach (PointFault fault in Enum.GetValues<PointFault>())
        {
            Add(tally.DroppedFor(fault), PrometheusExporterMetrics.NameOf(fault));
        }

        Add(stored.NoRoom, PrometheusExporterMetrics.NoRoom);
        Add(stored.OtherType, PrometheusExporterMetrics.OtherType);
        Add(stored.Older, PrometheusExporterMetrics.Older);
        return string.Join(", ", reasons);

        void Add(int count, string reason)
        {
            if (count > 0)
            {
                reasons.Add($"{count} {reason}");
            }
        }
    }
}
