// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Hosting.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Telemetry;

namespace OtlpGateway.Hosting;

/// <summary>The gateway as a process: start, reloads, stop.</summary>
internal sealed class GatewayHost : IDisposable
{
    /// <summary>For closing logs and stores after the drain; then the process ends whatever still hangs.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(20);

    private readonly HostSettings _settings;
    private readonly GatewayLoader _loader;
    private readonly ProcessSignals _signals = new();

    public GatewayHost(HostSettings settings)
    {
        _settings = settings;
        _loader = new GatewayLoader(settings.Registry);
    }

    /// <summary>Runs until a signal stops it. Returns the exit code.</summary>
    public async Task<int> RunAsync()
    {
        LoadedConfig loaded = _loader.Load(_settings.Input);
        if (loaded.Diagnostics.HasErrors)
        {
            ErrorText.Write(_settings.Errors, loaded.Diagnostics);
            return 1;
        }

        try
        {
            using ConsoleLogProvider provider = new(
                _settings.Time, LogSettings.From(loaded.Telemetry.Logs), new LogOutput(loaded.Telemetry.Logs.OutputPaths));
            using LoggerFactory loggers = new([provider], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
            return await RunAsync(loaded, provider, loggers);
        }
        catch (Exception e) when (e is ComponentStartException or IOException or UnauthorizedAccessException)
        {
            ErrorText.Write(_settings.Errors, e.Message);
            return 1;
        }
    }

    public void Dispose() => _signals.Dispose();

    private async Task<int> RunAsync(LoadedConfig loaded, ConsoleLogProvider provider, LoggerFactory loggers)
    {
        ILogger logger = loggers.CreateLogger("service");
        HostLog.Starting(logger, $"{OwnResource.ServiceName} {OwnResource.Version}", Environment.ProcessId);
        FeatureGates.Warn(_settings.FeatureGates, logger);
        WriteWarnings(logger, loaded);

        await using SharedServices shared = new(loggers, _settings.Time);
        GatewayRun run = GatewayRun.Create(loaded, shared, loggers, _settings.Time);
        if (loaded.Diagnostics.HasErrors)
        {
            await run.StopAsync(_settings.DrainLimit);
            ErrorText.Write(_settings.Errors, loaded.Diagnostics);
            return 1;
        }

        await using OwnMetrics metrics = new(loaded.Telemetry.Metrics, OwnResource.Of(loaded.Telemetry), shared.Pages, _settings.Time, loggers);
        await metrics.StartAsync(_signals.Stopping);
        if (!await TryStartAsync(run))
        {
            return 0;
        }

        HostLog.Ready(logger);
        if (_settings.Welcome)
        {
            Hosting.Welcome.Write(loaded.Root, _settings.Output);
        }

        Reloader reloader = new(_settings, _loader, shared, provider, loggers);
        while (await _signals.WaitAsync())
        {
            run = await reloader.ReloadAsync(run);
        }

        using ITimer guard = _settings.Time.CreateTimer(_ => HardExit.Now(1), null, _settings.DrainLimit + CloseLimit, Timeout.InfiniteTimeSpan);
        HostLog.Stopping(logger, _signals.StopSignal, _settings.DrainLimit.TotalSeconds);
        await run.StopAsync(_settings.DrainLimit);
        HostLog.Stopped(logger);
        return 0;
    }

    /// <summary>False when a signal ended the start.</summary>
    private async Task<bool> TryStartAsync(GatewayRun run)
    {
        try
        {
            await run.StartAsync(_signals.Stopping);
            return true;
        }
        catch (ComponentStartException) when (_signals.Stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void WriteWarnings(ILogger logger, LoadedConfig loaded)
    {
        foreach (ConfigDiagnostic warning in loaded.Diagnostics.Warnings)
        {
            HostLog.ConfigWarning(logger, warning);
        }
    }
}
