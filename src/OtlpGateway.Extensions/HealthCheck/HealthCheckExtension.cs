// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Servers.Authentication;
using OtlpGateway.Servers.Hosting;

namespace OtlpGateway.Extensions.HealthCheck;

/// <summary>
/// Liveness as the Collector answers it, and readiness beside it. Liveness turns only when the gateway stops: a
/// destination that is down is no reason to restart the process, and readiness alone shows it.
/// </summary>
internal sealed class HealthCheckExtension : IExtension, IRequestHandler, IAsyncDisposable
{
    internal const string ReadyPath = "/ready";

    private readonly HealthCheckOptions _options;
    private readonly HealthBoard _board;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DateTimeOffset _startedAt;
    private readonly GatewayServer _server;
    private readonly string _configPath;
    private readonly IExtensions? _extensions;
    private RequestAuthenticator? _authenticator;
    private volatile bool _stopping;

    public HealthCheckExtension(HealthCheckOptions options, HealthBoard board, TimeProvider time, ILogger logger, string configPath, IExtensions? extensions)
    {
        _configPath = configPath;
        _extensions = extensions;
        _options = options;
        _board = board;
        _time = time;
        _logger = logger;
        _startedAt = time.GetUtcNow();
        _server = new GatewayServer(
            new ServerSettings { ConfigPath = configPath, Options = options, Protocols = HttpProtocols.Http1, Time = time, Logger = logger },
            this);
    }

    internal int Port => _server.Port;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _authenticator = new RequestAuthenticator(_options.Auth, _configPath, _extensions);
        await _server.StartAsync(cancellationToken);
        HealthCheckLog.Serving(_logger, Port, _options.Path);
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        _stopping = true;
        await _server.StopAsync(deadline);
        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    async Task IRequestHandler.HandleAsync(HttpContext context)
    {
        if (_authenticator is { IsRequired: true } authenticator)
        {
            AuthenticationResult answer = await authenticator.AuthenticateAsync(context);
            if (!answer.Succeeded)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = answer.Challenge;
                return;
            }
        }

        await ServeAsync(context);
    }

    private Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path == ReadyPath)
        {
            return AnswerAsync(context, _board.IsReady, "application/json", ReadinessBody());
        }

        if (context.Request.Path == _options.Path)
        {
            bool healthy = !_stopping;
            string? fixedBody = healthy ? _options.ResponseBody?.Healthy : _options.ResponseBody?.Unhealthy;
            return fixedBody is null
                ? AnswerAsync(context, healthy, "application/json", LivenessBody(healthy))
                : AnswerAsync(context, healthy, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(fixedBody));
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task AnswerAsync(HttpContext context, bool good, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private ReadOnlyMemory<byte> LivenessBody(bool healthy) => Json(writer =>
    {
        writer.WriteString("status"u8, healthy ? "Server available" : "Server not available");
        writer.WriteString("upSince"u8, _startedAt.UtcDateTime);
        writer.WriteString("uptime"u8, GoDuration.Format(_time.GetUtcNow() - _startedAt));
    });

    private ReadOnlyMemory<byte> ReadinessBody() => Json(writer =>
    {
        KeyValuePair<string, HealthEntry>[] problems =
            [.. _board.Entries.Where(entry => !entry.Value.Ready).OrderBy(entry => entry.Key, StringComparer.Ordinal)];
        writer.WriteString("status"u8, problems.Length == 0 ? "ready" : "not ready");
        writer.WriteStartArray("problems"u8);
        foreach (KeyValuePair<string, HealthEntry> problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteString("part"u8, problem.Key);
            writer.WriteString("message"u8, problem.Value.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
