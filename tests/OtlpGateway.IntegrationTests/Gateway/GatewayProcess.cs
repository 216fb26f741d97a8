// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace OtlpGateway.IntegrationTests.Gateway;

/// <summary>
/// The built gateway as a process, on <c>config/embedded.yaml</c> unless it is told otherwise, with its own ports and its own
/// data directory, both of which survive its death.
/// </summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigStop = 19;
    private const int SigContinue = 18;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    private readonly string _data = Directory.CreateTempSubdirectory("otlp-gateway-test-").FullName;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Func<FreePorts, string[]> _arguments;
    private CommandRun? _run;

    private GatewayProcess(Func<FreePorts, string[]> arguments)
    {
        _arguments = arguments;
        Sql = new SqlClient(_http, new Uri($"http://127.0.0.1:{Ports.Sql}/"));
    }

    public FreePorts Ports { get; } = FreePorts.Find();

    public SqlClient Sql { get; }

    public string Grpc => $"http://127.0.0.1:{Ports.Grpc}";

    public string Http => $"http://127.0.0.1:{Ports.Http}";

    /// <summary>From the start of the process until it was ready.</summary>
    public TimeSpan StartTime { get; private set; }

    public string Errors => _run?.Errors ?? "";

    /// <summary>All that the processes wrote that have been stopped with <see cref="StopAsync"/>.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Its data directory.</summary>
    public string Data => _data;

    /// <summary>More variables for the process that is started next.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <param name="extra">More arguments, for example <c>--set</c>.</param>
    public static Task<GatewayProcess> StartAsync(CancellationToken cancellationToken, params string[] extra) =>
        StartAsync(ports => [.. EmbeddedArguments(ports), .. extra], cancellationToken);

    /// <summary>Starts one on arguments of its own, and waits until it is ready.</summary>
    public static async Task<GatewayProcess> StartAsync(Func<FreePorts, string[]> arguments, CancellationToken cancellationToken)
    {
        GatewayProcess gateway = Prepare(arguments);
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

    /// <summary>One that is yet to be started, with <see cref="RestartAsync"/> or <see cref="Launch"/>.</summary>
    public static GatewayProcess Prepare(Func<FreePorts, string[]> arguments) => new(arguments);

    /// <summary>Where a gateway receives OTLP.</summary>
    public static string[] OtlpArguments(FreePorts ports) =>
    [
        "--set", $"receivers.otlp.protocols.grpc.endpoint=127.0.0.1:{ports.Grpc}",
        "--set", $"receivers.otlp.protocols.http.endpoint=127.0.0.1:{ports.Http}",
    ];

    /// <summary>Where it shows how it is.</summary>
    public static string[] OwnArguments(FreePorts ports) =>
    [
        "--set", $"extensions.health_check.endpoint=127.0.0.1:{ports.Health}",
        "--set", $"service.telemetry.metrics.readers=[{{pull: {{exporter: {{prometheus: {{host: 127.0.0.1, port: {ports.Metrics}}}}}}}}}]",
    ];

    /// <summary>Starts the process on the same data, and waits for nothing.</summary>
    public void Launch()
    {
        Assert.True(_run is null, "The gateway runs already.");
        _run = CommandRun.Start(TestPaths.Executable, _arguments(Ports), new Dictionary<string, string>(Variables) { ["OTLP_GATEWAY_DATA"] = _data });
    }

    /// <summary>Starts the process on the same data and waits until it is ready.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        Launch();
        await WaitUntilReadyAsync(cancellationToken);
        StartTime = Stopwatch.GetElapsedTime(started);
        CommandRun run = Running();
        Assert.False(run.Process.HasExited, $"Something else answered; the gateway had ended: {run.Errors}");
    }

    /// <summary>Waits until the running process says that it is ready.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        CommandRun run = Running();
        while (!await IsReadyAsync(limit.Token))
        {
            Assert.False(run.Process.HasExited, $"The gateway ended before it was ready: {run.Errors}");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary><c>kill -STOP</c>: nothing of it runs until <see cref="Continue"/>, and nobody is told.</summary>
    public void Pause() => Assert.Equal(0, Kill(Running().Process.Id, SigStop));

    public void Continue() => Assert.Equal(0, Kill(Running().Process.Id, SigContinue));

    /// <summary>Waits until the process has stopped itself, as <see cref="Pause"/> would.</summary>
    public async Task WaitUntilStoppedAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopLimit);
        while (!File.ReadAllText($"/proc/{Running().Process.Id}/stat").Contains(") T ", StringComparison.Ordinal))
        {
            await Task.Delay(20, limit.Token);
        }
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
        Output += run.Output + run.Errors;
        await run.DisposeAsync();
        _run = null;
        return code;
    }

    public async Task<HttpStatusCode> StatusAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri($"http://127.0.0.1:{Ports.Health}{path}"), cancellationToken);
        return response.StatusCode;
    }

    /// <summary>What readiness says, problems and all.</summary>
    public async Task<string> ReadinessAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri($"http://127.0.0.1:{Ports.Health}/ready"), cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    public async Task<MetricsPage> MetricsAsync(CancellationToken cancellationToken) =>
        MetricsPage.Parse(await _http.GetStringAsync(new Uri($"http://127.0.0.1:{Ports.Metrics}/metrics"), cancellationToken));

    /// <summary>Posts one OTLP request over HTTP.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, HttpContent content, CancellationToken cancellationToken) =>
        _http.PostAsync(new Uri(Http + path), content, cancellationToken);

    /// <summary>Waits until the consumer has finished everything that is in the log.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="labels">Of the groups that count; all, if there are none.</param>
    public async Task WaitUntilConsumedAsync(CancellationToken cancellationToken, params string[] labels)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        while ((await MetricsAsync(limit.Token)).Sum("otlpgateway_log_group_lag", labels) is not 0)
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

    private static string[] EmbeddedArguments(FreePorts ports) =>
    [
        "--config", TestPaths.EmbeddedConfig,
        .. OtlpArguments(ports),
        .. OwnArguments(ports),
        "--set", $"extensions.clickhouse_http.endpoint=127.0.0.1:{ports.Sql}",
    ];

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
