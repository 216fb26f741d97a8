// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OtlpGateway.Servers.Http;

namespace OtlpGateway.Telemetry;

/// <summary>Serves the metric store at <c>/metrics</c> of one address.</summary>
internal sealed class MetricsEndpoint : IAsyncDisposable
{
    private const string Path = "/metrics";

    private readonly MetricStore _store;
    private readonly PrometheusReaderOptions _options;
    private readonly string _constantLabels;
    private readonly byte[] _targetLabels;
    private readonly PlainHttpServer _server;
    private readonly ILogger _logger;

    /// <param name="resource">The resource attributes of <c>service::telemetry::resource</c>, defaults filled in.</param>
    public MetricsEndpoint(
        MetricStore store,
        PrometheusReaderOptions options,
        IReadOnlyList<KeyValuePair<string, string>> resource,
        ILoggerFactory loggers)
    {
        _store = store;
        _options = options;
        _targetLabels = LabelBlock(resource);
        _constantLabels = Encoding.UTF8.GetString(LabelBlock(
            [.. resource.Where(attribute => options.WithResourceConstantLabels?.Matches(attribute.Key) == true)]));
        _logger = loggers.CreateLogger("OtlpGateway.Telemetry");
        _server = new PlainHttpServer(new HostAndPort(options.Host, options.Port), HandleAsync, loggers);
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

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != Path)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        var text = new ArrayBufferWriter<byte>(64 * 1024);
        Write(text);
        context.Response.ContentType = PrometheusTextWriter.ContentType;
        context.Response.ContentLength = text.WrittenCount;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(text.WrittenMemory, context.RequestAborted);
        }
    }
}
