// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>
/// The components of one configuration. They start from the ends of the pipelines to their beginnings, and stop the other
/// way round, so that what was accepted can drain. A graph starts once.
/// </summary>
public sealed class GatewayGraph
{
    private static readonly TimeSpan FailedStartGrace = TimeSpan.FromSeconds(5);

    private readonly List<GraphComponent> _extensions;
    private readonly List<GraphComponent> _exporters;
    private readonly List<GraphComponent> _middle;
    private readonly List<GraphComponent> _receivers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <param name="components">In the order they were made: whatever a component passes batches to comes before it.</param>
    internal GatewayGraph(IReadOnlyList<GraphComponent> components, GraphSettings settings, IExtensions extensions)
    {
        _extensions = OfKind(components, ComponentKind.Extension);
        _exporters = OfKind(components, ComponentKind.Exporter);
        _middle = OfKind(components, ComponentKind.Processor, ComponentKind.Connector);
        _receivers = OfKind(components, ComponentKind.Receiver);
        _logger = settings.Loggers.CreateLogger("service");
        _time = settings.Time;
        Extensions = extensions;
    }

    /// <summary>The running extensions, by id.</summary>
    public IExtensions Extensions { get; }

    /// <summary>
    /// Starts extensions, exporters, processors and connectors, then receivers. When one fails, everything is stopped
    /// again and <see cref="ComponentStartException"/> says which one and why.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (GraphComponent component in _extensions.Concat(_exporters).Concat(_middle).Concat(_receivers))
        {
            try
            {
                await component.Component.StartAsync(cancellationToken);
            }
            catch (Exception e)
            {
                using CancellationTokenSource deadline = new(FailedStartGrace, _time);
                await StopAsync(deadline.Token);
                string why = e is ComponentStartException ? e.Message : $"{e.GetType().Name}: {e.Message}";
                throw new ComponentStartException($"{component.Name}: {why}", e);
            }
        }
    }

    /// <summary>
    /// Stops receivers first, then processors and connectors in the direction of the data, exporters, extensions. Waits
    /// for what is in flight until <paramref name="deadline"/>. Never throws: a component that fails to stop is logged.
    /// </summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        await Task.WhenAll(_receivers.Select(component => StopAsync(component, deadline)));
        foreach (GraphComponent component in Enumerable.Reverse(_middle))
        {
            await StopAsync(component, deadline);
        }

        await Task.WhenAll(_exporters.Select(component => StopAsync(component, deadline)));
        foreach (GraphComponent component in Enumerable.Reverse(_extensions))
        {
            await StopAsync(component, deadline);
        }
    }

    private async Task StopAsync(GraphComponent component, CancellationToken deadline)
    {
        try
        {
            await component.Component.StopAsync(deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            GraphLog.DeadlinePassed(_logger, component.Name);
        }
        catch (Exception e)
        {
            GraphLog.StopFailed(_logger, component.Name, e);
        }
    }

    private static List<GraphComponent> OfKind(IReadOnlyList<GraphComponent> components, params ComponentKind[] kinds) =>
        [.. components.Where(component => kinds.Contains(component.Kind))];
}
