// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>
/// Makes the components of a configuration and joins them: receivers shared over pipelines, a processor per pipeline,
/// exporters shared over the pipelines of a signal, connectors per signal they take. What no pipeline names is not made.
/// </summary>
public sealed class GraphBuilder
{
    private readonly GatewayConfig _config;
    private readonly GraphSettings _settings;
    private readonly ConfigDiagnostics _diagnostics;
    private readonly GraphExtensions _services;
    private readonly GraphMetrics _metrics;
    private readonly GraphStreams _streams;
    private readonly Dictionary<(ComponentId Id, Signal Signal), GraphBranch?> _exporters = [];
    private readonly Dictionary<(ComponentId Id, Signal Signal), GraphBranch?> _connectors = [];
    private readonly Dictionary<PipelineId, GraphBranch?> _pipelines = [];
    private readonly List<GraphComponent> _components = [];

    private GraphBuilder(GatewayConfig config, GraphSettings settings, ConfigDiagnostics diagnostics)
    {
        _config = config;
        _settings = settings;
        _diagnostics = diagnostics;
        _services = new GraphExtensions(settings.Services);
        _metrics = new GraphMetrics(settings.Meter);
        _streams = new GraphStreams(config, diagnostics);
    }

    /// <summary>
    /// A graph that is not started yet. The configuration must be free of errors; where errors were added the graph must
    /// not be started, only stopped, which frees what was made.
    /// </summary>
    public static GatewayGraph Build(GatewayConfig config, GraphSettings settings, ConfigDiagnostics diagnostics)
    {
        GraphBuilder builder = new(config, settings, diagnostics);
        builder.Build();
        return new GatewayGraph(builder._components, settings, builder._services);
    }

    private void Build()
    {
        foreach (ComponentReference reference in _config.Extensions)
        {
            if (_config.Find(ComponentKind.Extension, reference.Id) is { } extension
                && Make(extension, () => ((IExtensionFactory)extension.Factory).Create(Settings(extension), extension.Options)) is { } made)
            {
                _services.Add(reference.Id, made);
            }
        }

        foreach (PipelineConfig pipeline in _config.Pipelines)
        {
            BuildPipeline(pipeline);
        }

        foreach (ComponentConfig receiver in _config.Components.Values.Where(component => component.Kind == ComponentKind.Receiver))
        {
            BuildReceiver(receiver);
        }
    }

    private void BuildReceiver(ComponentConfig receiver)
    {
        if (BuildEntries(receiver, _ => true) is { Count: > 0 } entries)
        {
            IReceiverFactory factory = (IReceiverFactory)receiver.Factory;
            CheckRangeSinks(receiver, factory, entries);
            Make(receiver, () => factory.Create(Settings(receiver), receiver.Options, entries.ToDictionary(entry => entry.Key, entry => entry.Value.AsEntry())));
        }
    }

    private void CheckRangeSinks(ComponentConfig receiver, IReceiverFactory factory, IReadOnlyDictionary<Signal, GraphBranch> entries)
    {
        if (!factory.ReadsLog)
        {
            return;
        }

        foreach ((PipelineId pipeline, GraphBranch branch) in entries.Values.SelectMany(entry => entry.Pipelines))
        {
            int sinks = branch.Exporters.Count(exporter => exporter is IRangeSink);
            if (sinks > 1)
            {
                _diagnostics.Error(
                    receiver.Mark,
                    $"receivers::{receiver.Id}",
                    $"{sinks} exporters that store log ranges exactly once are behind it in pipeline {pipeline}; "
                    + "give each a pipeline of its own, so that each keeps its own place in the log");
            }

            CheckStates(receiver, pipeline, branch);
        }
    }

    /// <summary>A state goes back to where it was saved, and what it stands for is read again: only it may see that twice.</summary>
    private void CheckStates(ComponentConfig receiver, PipelineId pipeline, GraphBranch branch)
    {
        string? error = branch.Checkpointed.Count > 1
            ? $"{branch.Checkpointed.Count} processors that keep a state of the log are behind it in pipeline {pipeline}; give each a pipeline of its own"
            : branch.Checkpointed.Count == 1 && branch.Exporters.Count > 0
            ? $"pipeline {pipeline} has a processor that keeps a state of the log, and exporters that are not behind it: after a restart they would get again what they have; give them a pipeline of their own"
            : null;
        if (error is not null)
        {
            _diagnostics.Error(receiver.Mark, $"receivers::{receiver.Id}", error);
        }
    }

    /// <summary>Per signal, what the pipelines that name the component as a receiver do with its batches.</summary>
    private Dictionary<Signal, GraphBranch> BuildEntries(ComponentConfig source, Func<Signal, bool> emits)
    {
        Dictionary<Signal, GraphBranch> entries = [];
        var bySignal = _config.Pipelines
            .Where(pipeline => emits(pipeline.Id.Signal) && pipeline.Receivers.Any(reference => reference.Id == source.Id))
            .GroupBy(pipeline => pipeline.Id.Signal);
        foreach (IGrouping<Signal, PipelineConfig> pipelines in bySignal)
        {
            List<(PipelineId Id, GraphBranch Branch)> branches = [];
            foreach (PipelineConfig pipeline in pipelines)
            {
                if (BuildPipeline(pipeline) is { } branch)
                {
                    branches.Add((pipeline.Id, branch));
                }
            }

            if (branches.Count > 0)
            {
                entries[pipelines.Key] = FanOutOver($"{source.Id}", [.. branches.Select(pipeline => pipeline.Branch)]) with { Pipelines = branches };
            }
        }

        return entries;
    }

    private GraphBranch? BuildPipeline(PipelineConfig pipeline)
    {
        if (_pipelines.TryGetValue(pipeline.Id, out GraphBranch? built))
        {
            return built;
        }

        List<GraphBranch> ends = [];
        foreach (ComponentId id in pipeline.Exporters.Select(reference => reference.Id).Distinct())
        {
            GraphBranch? end = _config.Find(ComponentKind.Exporter, id) is { } exporter
                ? BuildExporter(exporter, pipeline.Id.Signal)
                : _config.Find(ComponentKind.Connector, id) is { } connector ? BuildConnector(connector, pipeline.Id.Signal) : null;
            if (end is not null)
            {
                ends.Add(end);
            }
        }

        GraphBranch? branch = ends.Count == 0 ? null : FanOutOver($"{pipeline.Id}", ends);
        foreach (ComponentReference reference in pipeline.Processors.Reverse())
        {
            branch = branch is null ? null : BuildProcessor(pipeline, reference.Id, branch);
        }

        if (branch is not null && _streams.StamperOf(pipeline, branch.Consumer) is { } stamper)
        {
            _components.Add(new GraphComponent(ComponentKind.Processor, $"stream stamp of {pipeline.Id}", stamper));
            branch = branch with { Consumer = stamper };
        }

        branch = branch is null ? null : branch with { Name = $"pipeline {pipeline.Id}" };
        _pipelines[pipeline.Id] = branch;
        return branch;
    }

    private GraphBranch? BuildProcessor(PipelineConfig pipeline, ComponentId id, GraphBranch next)
    {
        if (_config.Find(ComponentKind.Processor, id) is not { } processor)
        {
            return null;
        }

        Signal signal = pipeline.Id.Signal;
        CountingConsumer outgoing = new(next.Consumer, _metrics.Outgoing, id, signal);
        IProcessor? made = Make(
            processor,
            () => ((IProcessorFactory)processor.Factory).Create(Settings(processor), processor.Options, signal, outgoing),
            $" in pipeline {pipeline.Id}");
        if (made is null)
        {
            return null;
        }

        GraphBranch branch = next with { Consumer = new CountingConsumer(made, _metrics.Incoming, id, signal) };
        return made is ICheckpointed step
            ? branch with { Checkpointed = [step, .. next.Checkpointed], Exporters = new HashSet<IExporter>() }
            : branch;
    }

    private GraphBranch? BuildExporter(ComponentConfig exporter, Signal signal)
    {
        if (_exporters.TryGetValue((exporter.Id, signal), out GraphBranch? built))
        {
            return built;
        }

        IExporter? inner = null;
        IExporter? chain = Make(
            exporter,
            () =>
            {
                ComponentSettings settings = Settings(exporter);
                inner = ((IExporterFactory)exporter.Factory).Create(settings, exporter.Options, signal);
                return exporter.Options is ExporterOptions options ? ExporterChain.Build(inner, options, settings, signal) : inner;
            });
        GraphBranch? branch = chain is null
            ? null
            : new GraphBranch($"{exporter.Id}", _streams.Unstamp(exporter, signal, chain), new HashSet<IExporter> { inner! });
        _exporters[(exporter.Id, signal)] = branch;
        return branch;
    }

    private GraphBranch? BuildConnector(ComponentConfig connector, Signal from)
    {
        if (_connectors.TryGetValue((connector.Id, from), out GraphBranch? built))
        {
            return built;
        }

        IConnectorFactory factory = (IConnectorFactory)connector.Factory;
        Dictionary<Signal, GraphBranch> targets = BuildEntries(connector, factory.Emits(from).Contains);
        IConnector? made = Make(
            connector,
            () => factory.Create(Settings(connector), connector.Options, from, targets.ToDictionary(target => target.Key, target => target.Value.AsEntry())));
        GraphBranch? branch = made is null
            ? null
            : new GraphBranch($"{connector.Id}", made, Union(targets.Values)) { Checkpointed = Steps(targets.Values) };
        _connectors[(connector.Id, from)] = branch;
        return branch;
    }

    private GraphBranch FanOutOver(string name, IReadOnlyList<GraphBranch> branches)
    {
        FanOutSettings settings = new()
        {
            Name = name,
            Meter = _settings.Meter,
            Time = _settings.Time,
            Logger = _settings.Loggers.CreateLogger($"fan-out {name}"),
        };
        IBatchConsumer consumer = FanOut.Create([.. branches.Select(branch => branch.AsFanOutBranch())], settings);
        return new GraphBranch(name, consumer, Union(branches)) { Checkpointed = Steps(branches) };
    }

    private static ICheckpointed[] Steps(IEnumerable<GraphBranch> branches) =>
        [.. branches.SelectMany(branch => branch.Checkpointed).Distinct()];

    private static HashSet<IExporter> Union(IEnumerable<GraphBranch> branches) =>
        [.. branches.SelectMany(branch => branch.Exporters)];

    private ComponentSettings Settings(ComponentConfig component) => new()
    {
        Id = component.Id,
        Logger = _settings.Loggers.CreateLogger($"{ComponentNames.Of(component.Kind)} {component.Id}"),
        Meter = _settings.Meter,
        Time = _settings.Time,
        Services = _services,
    };

    private T? Make<T>(ComponentConfig config, Func<T> create, string place = "")
        where T : class, IComponent
    {
        string name = $"{ComponentNames.Of(config.Kind)} {config.Id}{place}";
        try
        {
            T component = create();
            _components.Add(new GraphComponent(config.Kind, name, component));
            return component;
        }
        catch (ComponentStartException e)
        {
            _diagnostics.Error(config.Mark, $"{ComponentNames.Of(config.Kind)}s::{config.Id}", e.Message);
            return null;
        }
    }
}
