// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Hosting.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Hosting;

/// <summary>
/// Replaces a running configuration. The new one is loaded, validated and its components made before the old one stops; a
/// bad one changes nothing. When the new one does not start, the old one is started again.
/// </summary>
internal sealed class Reloader(
    HostSettings settings,
    GatewayLoader loader,
    SharedServices shared,
    ConsoleLogProvider log,
    ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("service");

    /// <summary>
    /// The run that is at work afterwards. Throws <see cref="ComponentStartException"/> when not even the old
    /// configuration starts any more.
    /// </summary>
    public async Task<GatewayRun> ReloadAsync(GatewayRun running)
    {
        HostLog.Reloading(_logger);
        LoadedConfig loaded = loader.Load(settings.Input);
        GatewayRun? next = loaded.Diagnostics.HasErrors ? null : GatewayRun.Create(loaded, shared, loggers, settings.Time);
        LogOutput? output = loaded.Diagnostics.HasErrors ? null : OpenLog(loaded);
        if (next is null || output is null || loaded.Diagnostics.HasErrors)
        {
            await Refuse(loaded, next, output);
            return running;
        }

        await running.StopAsync(settings.DrainLimit);
        try
        {
            await next.StartAsync(CancellationToken.None);
        }
        catch (ComponentStartException e)
        {
            output.Dispose();
            HostLog.ReloadFailed(_logger, e.Message);
            return await RestartAsync(running.Config);
        }

        log.Reconfigure(LogSettings.From(loaded.Telemetry.Logs), output);
        foreach (ConfigDiagnostic warning in loaded.Diagnostics.Warnings)
        {
            HostLog.ConfigWarning(_logger, warning);
        }

        HostLog.Reloaded(_logger);
        return next;
    }

    private static LogOutput? OpenLog(LoadedConfig loaded)
    {
        try
        {
            return new LogOutput(loaded.Telemetry.Logs.OutputPaths);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            loaded.Diagnostics.Error(loaded.Root.Mark, "service::telemetry::logs::output_paths", e.Message);
            return null;
        }
    }

    private async Task Refuse(LoadedConfig loaded, GatewayRun? next, LogOutput? output)
    {
        output?.Dispose();
        if (next is not null)
        {
            await next.StopAsync(settings.DrainLimit);
        }

        IReadOnlyList<ConfigDiagnostic> errors = loaded.Diagnostics.Errors;
        HostLog.ReloadRefused(_logger, errors.Count);
        foreach (ConfigDiagnostic error in errors)
        {
            HostLog.ConfigError(_logger, error);
        }
    }

    private async Task<GatewayRun> RestartAsync(LoadedConfig old)
    {
        GatewayRun again = GatewayRun.Create(old, shared, loggers, settings.Time);
        await again.StartAsync(CancellationToken.None);
        HostLog.Restored(_logger);
        return again;
    }
}
