// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Graph;

namespace OtlpGateway.Hosting;

/// <summary>One configuration at work: from its graph's start to its stop.</summary>
internal sealed class GatewayRun
{
    private const string ServicePart = "service";

    private readonly RunServices _services;
    private readonly GatewayGraph _graph;
    private readonly TimeProvider _time;

    private GatewayRun(LoadedConfig config, RunServices services, GatewayGraph graph, TimeProvider time)
    {
        Config = config;
        _services = services;
        _graph = graph;
        _time = time;
    }

    public LoadedConfig Config { get; }

    /// <summary>
    /// Makes all components without starting them. Errors go to the configuration's diagnostics; the run is then only to
    /// be stopped.
    /// </summary>
    public static GatewayRun Create(LoadedConfig config, SharedServices shared, ILoggerFactory loggers, TimeProvider time)
    {
        RunServices services = shared.CreateRun(config.Config.DeadLetters);
        GraphSettings settings = new() { Loggers = loggers, Meter = services.Meter, Time = time, Services = services.Provider };
        GatewayGraph graph = GraphBuilder.Build(config.Config, settings, config.Diagnostics);
        return new GatewayRun(config, services, graph, time);
    }

    /// <summary>Throws <see cref="Pipeline.Components.ComponentStartException"/> after stopping whatever had started.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _services.Health.NotReady(ServicePart, "starting");
        try
        {
            if (_services.DeadLetters is { } letters)
            {
                await letters.StartAsync(cancellationToken);
            }

            await _graph.StartAsync(cancellationToken);
            _services.Health.Ready(ServicePart);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    /// <summary>Stops and drains, for at most <paramref name="limit"/>.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        // First of all, so that load balancers look elsewhere while the receivers still answer.
        _services.Health.NotReady(ServicePart, "stopping");
        using CancellationTokenSource deadline = new(limit, _time);
        await _graph.StopAsync(deadline.Token);
        await CloseAsync();
    }

    private async ValueTask CloseAsync()
    {
        if (_services.DeadLetters is { } letters)
        {
            await letters.DisposeAsync();
        }

        _services.Meter.Dispose();
    }
}
