// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Graph;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Graph;

public sealed class GraphBuilderTests : IDisposable
{
    private const string Components = """
        receivers: {test_receiver: , test_receiver/unused: , log_reader: }
        processors: {test_processor: , test_processor/2: , state_keeper: , state_keeper/2: }
        exporters: {test_exporter: , test_exporter/2: , range_sink: , range_sink/2: , history_sink: }
        connectors: {test_connector: }
        extensions: {test_extension: , test_extension/unused: }
        service:
          extensions: [test_extension]
          pipelines:

        """;

    private readonly TestGraph _graph = new();
    private readonly BatchFactory _batches = new();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public void Build_SharedComponents_AreMadeOncePerRule()
    {
        Build("""
                traces: {receivers: [test_receiver], processors: [test_processor], exporters: [test_exporter]}
                traces/2: {receivers: [test_receiver], processors: [test_processor], exporters: [test_exporter]}
                logs: {receivers: [test_receiver], exporters: [test_exporter]}
            """);
        Assert.Equal(
            ["test_exporter:Logs", "test_exporter:Traces", "test_extension", "test_processor:Traces", "test_processor:Traces", "test_receiver"],
            _graph.Components.Made.Order(StringComparer.Ordinal));
        Assert.Equal([Signal.Traces, Signal.Logs], Assert.Single(_graph.Components.Receivers).Next.Keys);
    }

    [Fact]
    public async Task Consume_TwoPipelines_ReachesBothThroughTheirProcessorsInOrder()
    {
        Build("""
                traces: {receivers: [test_receiver], processors: [test_processor/2, test_processor], exporters: [test_exporter]}
                traces/2: {receivers: [test_receiver], exporters: [test_exporter/2]}
            """);
        using TelemetryBatch batch = _batches.Make(items: 3);
        Outcome outcome = await Entry().Consumer.ConsumeAsync(batch, TestContext.Current.CancellationToken);
        Assert.True(outcome.IsSuccess);
        Assert.Equal(["through test_processor/2", "through test_processor"], _graph.Components.Events);
        Assert.Equal(1, _graph.Components.Exporters["test_exporter:Traces"].Calls);
        Assert.Equal(1, _graph.Components.Exporters["test_exporter/2:Traces"].Calls);
        Assert.Equal(3, _graph.Settings.Metrics.Sum("otelcol_processor_incoming_items", "processor=test_processor/2", "otel_signal=traces"));
        Assert.Equal(3, _graph.Settings.Metrics.Sum("otelcol_processor_outgoing_items", "processor=test_processor", "otel_signal=traces"));
    }

    [Fact]
    public async Task Consume_Connector_JoinsPipelines()
    {
        Build("""
                traces/in: {receivers: [test_receiver], exporters: [test_connector]}
                traces/out: {receivers: [test_connector], processors: [test_processor], exporters: [history_sink]}
            """);
        using TelemetryBatch batch = _batches.Make();
        Assert.True((await Entry().Consumer.ConsumeAsync(batch, TestContext.Current.CancellationToken)).IsSuccess);
        Assert.Equal(["through test_connector", "through test_processor"], _graph.Components.Events);
        Assert.Equal(1, _graph.Components.Exporters["history_sink:Traces"].Calls);
        Assert.NotNull(Entry().History);
    }

    [Theory]
    [InlineData("traces: {receivers: [test_receiver], exporters: [history_sink]}", true, 0)]
    [InlineData("traces: {receivers: [test_receiver], exporters: [history_sink, test_exporter]}", false, 0)]
    [InlineData("traces: {receivers: [test_receiver], exporters: [test_exporter]}", false, 0)]
    [InlineData("traces: {receivers: [test_receiver], exporters: [range_sink]}", false, 1)]
    [InlineData("traces: {receivers: [test_receiver], exporters: [range_sink, range_sink/2]}", false, 2)]
    [InlineData("traces: {receivers: [test_receiver], exporters: [history_sink]}\n    traces/2: {receivers: [test_receiver], exporters: [history_sink]}", true, 0)]
    [InlineData("traces: {receivers: [test_receiver], exporters: [history_sink]}\n    traces/2: {receivers: [test_receiver], exporters: [range_sink]}", false, 1)]
    public void Build_Entry_KnowsWhatIsBehind(string pipelines, bool history, int rangeSinks)
    {
        Build("    " + pipelines);
        Assert.Equal(history, Entry().History is not null);
        Assert.Equal(rangeSinks, Entry().RangeSinks.Count);
        Assert.False(_graph.Diagnostics.HasErrors);
    }

    [Fact]
    public void Build_TwoRangeSinksBehindLogReader_IsAnError()
    {
        Build("    traces: {receivers: [log_reader], exporters: [range_sink, range_sink/2]}");
        string error = Assert.Single(_graph.Diagnostics.Errors).ToString();
        Assert.Contains("receivers::log_reader: 2 exporters that store log ranges exactly once are behind it in pipeline traces", error, StringComparison.Ordinal);
        Assert.Contains("give each a pipeline of its own", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_ProcessorThatKeepsAState_IsOfferedInPlaceOfTheSinksBehindIt()
    {
        Build("""
                traces/b: {receivers: [log_reader], processors: [test_processor, state_keeper], exporters: [range_sink, test_exporter]}
                traces/a: {receivers: [log_reader], exporters: [range_sink/2]}
            """);
        Assert.Empty(_graph.Diagnostics.Errors);
        Assert.Equal(
            ["traces/b 1 0", "traces/a 0 1"],
            Entry().Pipelines.Select(pipeline => $"{pipeline.Id} {pipeline.Entry.Checkpointed.Count} {pipeline.Entry.RangeSinks.Count}"));
    }

    [Fact]
    public void Build_TwoProcessorsThatKeepAStateBehindLogReader_IsAnError()
    {
        Build("    metrics: {receivers: [log_reader], processors: [state_keeper, state_keeper/2], exporters: [test_exporter]}");
        string error = Assert.Single(_graph.Diagnostics.Errors).ToString();
        Assert.Contains("2 processors that keep a state of the log are behind it in pipeline metrics", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_ExporterBesideAProcessorThatKeepsAState_IsAnError()
    {
        Build("""
                traces: {receivers: [log_reader], exporters: [test_exporter, test_connector]}
                traces/2: {receivers: [test_connector], processors: [state_keeper], exporters: [test_exporter/2]}
            """);
        string error = Assert.Single(_graph.Diagnostics.Errors).ToString();
        Assert.Contains("exporters that are not behind it: after a restart they would get again what they have", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_ProcessorThatKeepsAStateBehindAReceiverOfRequests_HidesTheLogsHistory()
    {
        Build("    traces: {receivers: [test_receiver], processors: [state_keeper], exporters: [history_sink]}");
        Assert.Empty(_graph.Diagnostics.Errors);
        Assert.Null(Entry().History);
    }

    [Fact]
    public void Build_OneRangeSinkPerSignalBehindLogReader_IsFine()
    {
        Build("""
                traces: {receivers: [log_reader], exporters: [range_sink, test_exporter]}
                logs: {receivers: [log_reader], exporters: [range_sink/2]}
            """);
        Assert.Empty(_graph.Diagnostics.Errors);
    }

    [Fact]
    public void Build_OneRangeSinkPerPipelineBehindLogReader_KeepsThePipelinesApart()
    {
        Build("""
                traces/b: {receivers: [log_reader], exporters: [range_sink, test_exporter]}
                traces/a: {receivers: [log_reader], exporters: [range_sink/2]}
                logs: {receivers: [log_reader], exporters: [test_exporter]}
            """);
        Assert.Empty(_graph.Diagnostics.Errors);
        Assert.Equal(
            ["traces/b 1", "traces/a 1"],
            Entry().Pipelines.Select(pipeline => $"{pipeline.Id} {pipeline.Entry.RangeSinks.Count}"));
    }

    [Fact]
    public void Build_Extensions_AreFoundById()
    {
        GatewayGraph graph = Build("    traces: {receivers: [test_receiver], exporters: [test_exporter]}");
        Assert.True(graph.Extensions.TryGet("test_extension", out TestExtension? _));
        Assert.False(graph.Extensions.TryGet("test_extension/unused", out TestExtension? _));
        Assert.False(graph.Extensions.TryGet("test_extension", out IReceiver? _));
    }

    [Fact]
    public async Task StartAndStop_AllKinds_InOrder()
    {
        GatewayGraph graph = Build("""
                traces/in: {receivers: [test_receiver], processors: [test_processor], exporters: [test_connector]}
                traces/out: {receivers: [test_connector], processors: [test_processor/2], exporters: [test_exporter]}
            """);
        await graph.StartAsync(TestContext.Current.CancellationToken);
        await graph.StopAsync(TestContext.Current.CancellationToken);
        string[] order = ["test_extension", "test_exporter", "test_processor/2", "test_connector", "test_processor", "test_receiver"];
        Assert.Equal(
            [.. order.Select(name => $"start {name}"), .. order.Reverse().Select(name => $"stop {name}")],
            _graph.Components.Events);
    }

    [Fact]
    public async Task Start_OneFails_StopsAllAndSaysWhich()
    {
        GatewayGraph graph = Build("    traces: {receivers: [test_receiver], processors: [test_processor], exporters: [test_exporter]}");
        _graph.Components.FailingStart = "test_processor";
        ComponentStartException error = await Assert.ThrowsAsync<ComponentStartException>(
            () => graph.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal("processor test_processor in pipeline traces: the port is in use", error.Message);
        Assert.Equal(
            ["start test_extension", "start test_exporter", "stop test_receiver", "stop test_processor", "stop test_exporter", "stop test_extension"],
            _graph.Components.Events);
    }

    private PipelineEntry Entry() => Assert.Single(_graph.Components.Receivers).Next[Signal.Traces];

    private GatewayGraph Build(string pipelines) => _graph.Build(Components + pipelines);
}
