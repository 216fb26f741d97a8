// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Streams;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Components;

/// <summary>
/// What a component's folder registers: its names, its options and how to make it. Use the typed bases below; the graph
/// works with this one.
/// </summary>
public abstract class ComponentFactory
{
    public abstract ComponentKind Kind { get; }

    /// <summary>The canonical type, as the Collector's newest release spells it.</summary>
    public abstract string Type { get; }

    /// <summary>Older spellings that configurations still use.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>The signals it takes, and how stable it is for each. Extensions have none.</summary>
    public abstract IReadOnlyDictionary<Signal, Stability> Signals { get; }

    /// <summary>The class that the component's YAML section is bound to.</summary>
    public abstract Type OptionsType { get; }
}

/// <summary>One instance per id, shared by all pipelines that name it.</summary>
public abstract class ReceiverFactory<TOptions> : ComponentFactory, IReceiverFactory
    where TOptions : class, new()
{
    public sealed override ComponentKind Kind => ComponentKind.Receiver;

    public sealed override Type OptionsType => typeof(TOptions);

    /// <summary>True for a receiver that claims log ranges with the one sink behind it.</summary>
    public virtual bool ReadsLog => false;

    IReceiver IReceiverFactory.Create(ComponentSettings settings, object options, IReadOnlyDictionary<Signal, PipelineEntry> next) =>
        Create(settings, (TOptions)options, next);

    protected abstract IReceiver Create(ComponentSettings settings, TOptions options, IReadOnlyDictionary<Signal, PipelineEntry> next);
}

/// <summary>One instance per pipeline that names it.</summary>
public abstract class ProcessorFactory<TOptions> : ComponentFactory, IProcessorFactory
    where TOptions : class, new()
{
    public sealed override ComponentKind Kind => ComponentKind.Processor;

    public sealed override Type OptionsType => typeof(TOptions);

    LabelChange IProcessorFactory.Changes(object options) => Changes((TOptions)options);

    /// <summary>
    /// What it does to labels of metrics. When it changes some, points are stamped with their stream at the entry of its
    /// pipeline.
    /// </summary>
    protected virtual LabelChange Changes(TOptions options) => LabelChange.None;

    bool IProcessorFactory.MergesSeries(object options) => MergesSeries((TOptions)options);

    /// <summary>Whether it takes labels off metrics, or rewrites values to be alike, so that several series become one.</summary>
    protected virtual bool MergesSeries(TOptions options) => false;

    /// <summary>True for a processor that adds up series that became one.</summary>
    public virtual bool AddsSeriesUp => false;

    IProcessor IProcessorFactory.Create(ComponentSettings settings, object options, Signal signal, IBatchConsumer next) =>
        Create(settings, (TOptions)options, signal, next);

    protected abstract IProcessor Create(ComponentSettings settings, TOptions options, Signal signal, IBatchConsumer next);
}

/// <summary>One instance per id and signal, shared by all pipelines of that signal that name it.</summary>
public abstract class ExporterFactory<TOptions> : ComponentFactory, IExporterFactory
    where TOptions : class, new()
{
    public sealed override ComponentKind Kind => ComponentKind.Exporter;

    public sealed override Type OptionsType => typeof(TOptions);

    IExporter IExporterFactory.Create(ComponentSettings settings, object options, Signal signal) =>
        Create(settings, (TOptions)options, signal);

    StreamKeyHome? IExporterFactory.KeepsStamps(object options) => KeepsStamps((TOptions)options);

    /// <summary>
    /// For an exporter that is a log of ours: it writes the stream stamps of metrics down, and here is who must know their
    /// key. Null for a sink, which never sees a stamp.
    /// </summary>
    protected virtual StreamKeyHome? KeepsStamps(TOptions options) => null;

    protected abstract IExporter Create(ComponentSettings settings, TOptions options, Signal signal);
}

/// <summary>One instance per id and source signal: exporter of one pipeline, receiver of others.</summary>
public abstract class ConnectorFactory<TOptions> : ComponentFactory, IConnectorFactory
    where TOptions : class, new()
{
    public sealed override ComponentKind Kind => ComponentKind.Connector;

    public sealed override Type OptionsType => typeof(TOptions);

    /// <summary>The signals it can emit for a signal it takes.</summary>
    public abstract IReadOnlyList<Signal> Emits(Signal from);

    IConnector IConnectorFactory.Create(ComponentSettings settings, object options, Signal from, IReadOnlyDictionary<Signal, PipelineEntry> next) =>
        Create(settings, (TOptions)options, from, next);

    protected abstract IConnector Create(ComponentSettings settings, TOptions options, Signal from, IReadOnlyDictionary<Signal, PipelineEntry> next);
}

public abstract class ExtensionFactory<TOptions> : ComponentFactory, IExtensionFactory
    where TOptions : class, new()
{
    public sealed override ComponentKind Kind => ComponentKind.Extension;

    public sealed override Type OptionsType => typeof(TOptions);

    public sealed override IReadOnlyDictionary<Signal, Stability> Signals => new Dictionary<Signal, Stability>();

    /// <summary>True for an extension that listens on a port, which tools beside a running gateway leave out.</summary>
    public virtual bool Listens => false;

    IExtension IExtensionFactory.Create(ComponentSettings settings, object options) => Create(settings, (TOptions)options);

    protected abstract IExtension Create(ComponentSettings settings, TOptions options);
}

public interface IReceiverFactory
{
    bool ReadsLog { get; }

    IReceiver Create(ComponentSettings settings, object options, IReadOnlyDictionary<Signal, PipelineEntry> next);
}

public interface IProcessorFactory
{
    LabelChange Changes(object options);

    bool MergesSeries(object options);

    bool AddsSeriesUp { get; }

    IProcessor Create(ComponentSettings settings, object options, Signal signal, IBatchConsumer next);
}

public interface IExporterFactory
{
    StreamKeyHome? KeepsStamps(object options);

    IExporter Create(ComponentSettings settings, object options, Signal signal);
}

public interface IConnectorFactory
{
    IReadOnlyList<Signal> Emits(Signal from);

    IConnector Create(ComponentSettings settings, object options, Signal from, IReadOnlyDictionary<Signal, PipelineEntry> next);
}

public interface IExtensionFactory
{
    bool Listens { get; }

    IExtension Create(ComponentSettings settings, object options);
}
