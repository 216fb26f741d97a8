// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace OtlpGateway.IntegrationTests.Gateway;

/// <summary>
/// The built gateway as a process on <c>config/embedded.yaml</c>, with its own ports and its own data directory, both of
/// which survive its death.
/// </summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    private readonly string _data = Directory.CreateTempSubdirectory("otlp-gateway-test-").FullName;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly string[] _extra;
    private CommandRun? _run;

    private GatewayProcess(string[] extra)
    {
        _extra = extra;
        Sql = new SqlClient(_http, new Uri($"http://127.0.0.1:{Ports.Sql}/"));
    }

    public FreePorts Ports { get; } = FreePorts.Find();

    public SqlClient Sql { get; }

    public string Grpc => $"http://127.0.0.1:{Ports.Grpc}";

    public string Http => $"http://127.0.0.1:{Ports.Http}";

    /// <summary>From the start of the process until it was ready.</summary>
    public TimeSpan StartTime { get; private set; }

    public string Errors => _run?.Errors ?? "";

    /// <summary>More variables for the process that is started next.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <param name="extra">More arguments, for example <c>--set</c>.</param>
    public static async Task<GatewayProcess> StartAsync(CancellationToken cancellationToken, params string[] extra)
    {
        var gateway = new GatewayProcess(extra);
        try
        {
            await gateway.RestartAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the process on the same data and waits until it is ready.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        Assert.True(_run is null, "The gateway runs already.");
        long started = Stopwatch.GetTimestamp();
        _run = CommandRun.Start(TestPaths.Executable, Arguments(), new Dictionary<string, string>(Variables) { ["OTLP_GATEWAY_DATA"] = _data });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!await IsReadyAsync(limit.Token))
        {
            Assert.False(_run.Process.HasExited, $"The gateway ended while starting: {_run.Errors}");
            await Task.Delay(20, limit.Token);
        }

        StartTime = Stopwatch.GetElapsedTime(started);
        Assert.False(_run.Process.HasExited, $"Something else answered; the gateway had ended: {_run.Errors}");
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        CommandRun run = Running();
        run.Process.Kill();
        await run.Process.WaitForExitAsync();
        await run.DisposeAsync();
        _run = null;
    }

    /// <summary>Waits until the process has ended by itself; its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        CommandRun run = Running();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopLimit);
        int code = await run.EndAsync(limit.Token);
        await run.DisposeAsync();
        _run = null;
        return code;
    }

    /// <summary>SIGTERM, and its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        CommandRun run = Running();
        Assert.Equal(0, Kill(run.Process.Id, SigTerm));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopLimit);
        int code = await run.EndAsync(limit.Token);
        await run.DisposeAsync();
        _run = null;
        return code;
    }

    public async Task<HttpStatusCode> StatusAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri($"http://127.0.0.1:{Ports.Health}{path}"), cancellationToken);
        return response.StatusCode;
    }

    public async Task<MetricsPage> MetricsAsync(CancellationToken cancellationToken) =>
        MetricsPage.Parse(await _http.GetStringAsync(new Uri($"http://127.0.0.1:{Ports.Metrics}/metrics"), cancellationToken));

    /// <summary>Posts one OTLP request over HTTP.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, HttpContent content, CancellationToken cancellationToken) =>
        _http.PostAsync(new Uri(Http + path), content, cancellationToken);

    /// <summary>Waits until the consumer has finished everything that is in the log.</summary>
    public async Task WaitUntilConsumedAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        while ((await MetricsAsync(limit.Token)).Sum("otlpgateway_log_group_lag") is not 0)
        {
            await Task.Delay(100, limit.Token);
        }
    }

    /// <summary>The <c>otlp-gateway</c> command with other arguments, on this gateway's data.</summary>
    public CommandRun Command(params string[] arguments) =>
        CommandRun.Start(TestPaths.Executable, arguments, new Dictionary<string, string> { ["OTLP_GATEWAY_DATA"] = _data });

    public async ValueTask DisposeAsync()
    {
        if (_run is not null)
        {
            await _run.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private CommandRun Running() => _run ?? throw new InvalidOperationException("The gateway does not run.");

    private string[] Arguments()
    {
        string Set(string path, string port) => string.Create(CultureInfo.InvariantCulture, $"{path}={port}");
        return
        [
            "--config", TestPaths.EmbeddedConfig,
            "--set", Set("receivers.otlp.protocols.grpc.endpoint", $"127.0.0.1:{Ports.Grpc}"),
            "--set", Set("receivers.otlp.protocols.http.endpoint", $"127.0.0.1:{Ports.Http}"),
            "--set", Set("extensions.health_check.endpoint", $"127.0.0.1:{Ports.Health}"),
            "--set", Set("extensions.clickhouse_http.endpoint", $"127.0.0.1:{Ports.Sql}"),
            "--set", Set("service.telemetry.metrics.readers", $"[{{pull: {{exporter: {{prometheus: {{host: 127.0.0.1, port: {Ports.Metrics}}}}}}}}}]"),
            .. _extra,
        ];
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StatusAsync("/ready", cancellationToken) == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
