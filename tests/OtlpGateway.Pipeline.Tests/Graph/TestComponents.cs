// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Streams;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Tests.Graph;

/// <summary>Component kinds for graph tests. Everything they make is recorded, and so is every start and stop, in order.</summary>
internal sealed class TestComponents
{
    public static readonly IReadOnlyDictionary<Signal, Stability> AllSignals =
        new[] { Signal.Traces, Signal.Metrics, Signal.Logs }.ToDictionary(signal => signal, _ => Stability.Stable);

    public List<TestReceiver> Receivers { get; } = [];

    public Dictionary<string, ScriptedConsumer> Exporters { get; } = [];

    public List<string> Made { get; } = [];

    public List<string> Events { get; } = [];

    /// <summary>Where <c>own_log</c> would keep its key.</summary>
    public string LogDirectory { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    /// <summary>The component whose start fails.</summary>
    public string FailingStart { get; set; } = "";

    public ComponentRegistry Registry() => new ComponentRegistry()
        .Add(new TestReceiverFactory(this, "test_receiver", readsLog: false))
        .Add(new TestReceiverFactory(this, "log_reader", readsLog: true))
        .Add(new TestProcessorFactory(this, "test_processor", LabelChange.None))
        .Add(new TestProcessorFactory(this, "label_dropper", LabelChange.Merges))
        .Add(new TestProcessorFactory(this, "label_hider", LabelChange.Hides))
        .Add(new TestProcessorFactory(this, "state_keeper", LabelChange.None))
        .Add(new TestProcessorFactory(this, "series_merger", LabelChange.Merges))
        .Add(new TestProcessorFactory(this, "series_adder", LabelChange.None))
        .Add(new TestExporterFactory(this, "test_exporter", _ => new ScriptedConsumer()))
        .Add(new TestExporterFactory(this, "range_sink", _ => new ScriptedRangeSink()))
        .Add(new TestExporterFactory(this, "history_sink", _ => new TestHistorySink()))
        .Add(new QueuedSinkFactory())
        .Add(new TestExporterFactory(this, "own_log", _ => new ScriptedConsumer(), new StreamKeyHome(LogDirectory)))
        .Add(new TestExporterFactory(this, "shared_log", _ => new ScriptedConsumer(), new StreamKeyHome(null)))
        .Add(new TestConnectorFactory(this))
        .Add(new TestConnectorFactory(this, "pass_on"))
        .Add(new TestExtensionFactory(this));

    public Task Started(string name)
    {
        if (name == FailingStart)
        {
            throw new ComponentStartException("the port is in use");
        }

        Events.Add($"start {name}");
        return Task.CompletedTask;
    }

    public Task Stopped(string name)
    {
        Events.Add($"stop {name}");
        return Task.CompletedTask;
    }
}

internal sealed class TestOptions : IValidatable
{
    public int Size { get; set; } = 1;

    public void Validate(OptionsValidation validation)
    {
        if (Size < 0)
        {
            validation.Error("size", "must not be negative");
        }
    }
}

internal sealed class TestReceiver(TestComponents owner, string name, IReadOnlyDictionary<Signal, PipelineEntry> next) : IReceiver
{
    public string Name { get; } = name;

    public IReadOnlyDictionary<Signal, PipelineEntry> Next { get; } = next;

    public Task StartAsync(CancellationToken cancellationToken) => owner.Started(Name);

    public Task StopAsync(CancellationToken deadline) => owner.Stopped(Name);
}

internal sealed class TestReceiverFactory(TestComponents owner, string type, bool readsLog) : ReceiverFactory<TestOptions>
{
    public override string Type => type;

    public override IReadOnlyList<string> Aliases => type == "test_receiver" ? ["old_receiver"] : [];

    public override bool ReadsLog => readsLog;

    public override IReadOnlyDictionary<Signal, Stability> Signals => TestComponents.AllSignals;

    protected override IReceiver Create(ComponentSettings settings, TestOptions options, IReadOnlyDictionary<Signal, PipelineEntry> next)
    {
        owner.Made.Add(settings.Id.ToString());
        TestReceiver receiver = new(owner, settings.Id.ToString(), next);
        owner.Receivers.Add(receiver);
        return receiver;
    }
}

internal class TestStep(TestComponents owner, string name, IBatchConsumer next) : IProcessor, IConnector
{
    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        owner.Events.Add($"through {name}");
        return next.ConsumeAsync(batch, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => owner.Started(name);

    public Task StopAsync(CancellationToken deadline) => owner.Stopped(name);
}

internal sealed class TestStateKeeper(TestComponents owner, string name, IBatchConsumer next) : TestStep(owner, name, next), ICheckpointed
{
    public CheckpointHome Home => default;

    public ValueTask<long> ResumeAsync(IOwnedPartition partition, long begin, CancellationToken cancellationToken) => ValueTask.FromResult(begin);

    public void Passed(LogPartition partition, long nextOffset)
    {
    }

    public ValueTask ReleaseAsync(LogPartition partition, bool lost, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

internal sealed class TestProcessorFactory(TestComponents owner, string type, LabelChange change) : ProcessorFactory<TestOptions>
{
    public override string Type => type;

    public override IReadOnlyDictionary<Signal, Stability> Signals => TestComponents.AllSignals;

    public override bool AddsSeriesUp => type == "series_adder";

    protected override LabelChange Changes(TestOptions options) => change;

    protected override bool MergesSeries(TestOptions options) => type == "series_merger";

    protected override IProcessor Create(ComponentSettings settings, TestOptions options, Signal signal, IBatchConsumer next)
    {
        owner.Made.Add($"{settings.Id}:{signal}");
        return type == "state_keeper" ? new TestStateKeeper(owner, settings.Id.ToString(), next) : new TestStep(owner, settings.Id.ToString(), next);
    }
}

internal sealed class TestExporter(TestComponents owner, string name, ScriptedConsumer inner) : IExporter
{
    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) => inner.ConsumeAsync(batch, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => owner.Started(name);

    public Task StopAsync(CancellationToken deadline) => owner.Stopped(name);
}

internal sealed class TestHistorySink : ScriptedConsumer, IRequestHistory
{
    public ValueTask<IReadOnlyList<StoredRequest>> ReadRecentAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StoredRequest>>([]);
}

internal sealed class TestExporterFactory(
    TestComponents owner, string type, Func<string, ScriptedConsumer> create, StreamKeyHome? home = null) : ExporterFactory<TestOptions>
{
    public override string Type => type;

    public override IReadOnlyDictionary<Signal, Stability> Signals => TestComponents.AllSignals;

    protected override StreamKeyHome? KeepsStamps(TestOptions options) => home;

    protected override IExporter Create(ComponentSettings settings, TestOptions options, Signal signal)
    {
        string name = settings.Id.ToString();
        owner.Made.Add($"{name}:{signal}");
        ScriptedConsumer consumer = create(name);
        owner.Exporters[$"{name}:{signal}"] = consumer;
        return type == "test_exporter" ? new TestExporter(owner, name, consumer) : consumer;
    }
}

/// <summary>Has a sending queue, which must not be on disk behind a log.</summary>
internal sealed class QueuedSinkFactory : ExporterFactory<QueuedSinkOptions>
{
    public override string Type => "queued_sink";

    public override IReadOnlyDictionary<Signal, Stability> Signals => TestComponents.AllSignals;

    protected override IExporter Create(ComponentSettings settings, QueuedSinkOptions options, Signal signal) => new ScriptedRangeSink();
}

internal sealed class QueuedSinkOptions : ExporterOptions
{
    public override string? StoredQueueObstacleBehindLog => "it stores ranges";
}

/// <summary>Takes traces and passes them on as traces; it can also emit metrics. <c>pass_on</c> emits what it takes.</summary>
internal sealed class TestConnectorFactory(TestComponents owner, string type = "test_connector") : ConnectorFactory<TestOptions>
{
    public override string Type => type;

    public override IReadOnlyDictionary<Signal, Stability> Signals => TestComponents.AllSignals;

    public override IReadOnlyList<Signal> Emits(Signal from) =>
        type == "pass_on" ? [from] : from == Signal.Traces ? [Signal.Traces, Signal.Metrics] : [];

    protected override IConnector Create(ComponentSettings settings, TestOptions options, Signal from, IReadOnlyDictionary<Signal, PipelineEntry> next)
    {
        owner.Made.Add($"{settings.Id}:{from}");
        return new TestStep(owner, settings.Id.ToString(), next.Values.First().Consumer);
    }
}

internal sealed class TestExtension(TestComponents owner, string name) : IExtension
{
    public Task StartAsync(CancellationToken cancellationToken) => owner.Started(name);

    public Task StopAsync(CancellationToken deadline) => owner.Stopped(name);
}

internal sealed class TestExtensionFactory(TestComponents owner) : ExtensionFactory<TestOptions>
{
    public override string Type => "test_extension";

    protected override IExtension Create(ComponentSettings settings, TestOptions options)
    {
        owner.Made.Add(settings.Id.ToString());
        return new TestExtension(owner, settings.Id.ToString());
    }
}
