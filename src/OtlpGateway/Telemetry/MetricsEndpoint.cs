// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Servers.Configuration;
using OtlpGateway.Servers.Hosting;

namespace OtlpGateway.Telemetry;

/// <summary>Serves the metric store at <c>/metrics</c> of one address, and the pages of components beside it.</summary>
internal sealed class MetricsEndpoint : IRequestHandler, IAsyncDisposable
{
    private const string Path = "/metrics";

    private readonly MetricStore _store;
    private readonly StatusPages _pages;
    private readonly PrometheusReaderOptions _options;
    private readonly string _constantLabels;
    private readonly byte[] _targetLabels;
    private readonly GatewayServer _server;
    private readonly ILogger _logger;

    /// <param name="resource">The resource attributes of <c>service::telemetry::resource</c>, defaults filled in.</param>
    /// <param name="pages">What components show.</param>
    public MetricsEndpoint(
        MetricStore store,
        PrometheusReaderOptions options,
        IReadOnlyList<KeyValuePair<string, string>> resource,
        StatusPages pages,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _store = store;
        _pages = pages;
        _options = options;
        _targetLabels = LabelBlock(resource);
        _constantLabels = Encoding.UTF8.GetString(LabelBlock(
            [.. resource.Where(attribute => options.WithResourceConstantLabels?.Matches(attribute.Key) == true)]));
        _logger = loggers.CreateLogger("telemetry");
        var server = new ServerSettings
        {
            ConfigPath = "service::telemetry::metrics",
            Options = new HttpServerOptions { Endpoint = new ListenAddress(options.Host, options.Port, "").ToString() },
            Protocols = HttpProtocols.Http1,
            Time = time,
            Logger = _logger,
        };
        _server = new GatewayServer(server, this);
    }

    public int Port => _server.Port;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(cancellationToken);
        TelemetryLog.Serving(_logger, _options.Host, Port);
    }

    public Task StopAsync(CancellationToken deadline) => _server.StopAsync(deadline);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal void Write(IBufferWriter<byte> output)
    {
        var writer = new PrometheusTextWriter(output, _options, _constantLabels);
        AggregateException? failure = _store.Scrape(writer.WriteFamily);
        if (failure is not null)
        {
            TelemetryLog.GatherFailed(_logger, failure);
        }

        writer.WriteSingle(
            "promhttp_metric_handler_errors_total",
            "counter",
            "Total number of internal errors encountered by the metric handler.",
            "cause=\"gathering\""u8,
            _store.GatherErrors);
        writer.WriteSingle("target_info", "gauge", "Target metadata", _targetLabels, 1);
    }

    private static byte[] LabelBlock(IEnumerable<KeyValuePair<string, string>> attributes) =>
        PrometheusText.LabelBlock([.. attributes.Select(pair => new KeyValuePair<string, object?>(pair.Key, pair.Value))]);

    async Task IRequestHandler.HandleAsync(HttpContext context)
    {
        bool isGet = HttpMethods.IsGet(context.Request.Method);
        if (!isGet && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        var body = new ArrayBufferWriter<byte>(64 * 1024);
        if (context.Request.Path == Path)
        {
            Write(body);
            context.Response.ContentType = PrometheusTextWriter.ContentType;
        }
        else if (StatusPageRequest.TryWrite(_pages, context.Request, body))
        {
            context.Response.ContentType = "application/json";
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentLength = body.WrittenCount;
        if (isGet)
        {
            await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
        }
    }
}
