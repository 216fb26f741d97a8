// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Graph;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Streams;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Graph;

public sealed class GraphStreamsTests : IDisposable
{
    private const string Components = """
        receivers: {test_receiver: , log_reader: }
        processors: {test_processor: , label_dropper: , label_hider: }
        exporters: {test_exporter: , own_log: , shared_log: }
        connectors: {test_connector: }
        service:
          pipelines:

        """;

    private readonly TestGraph _graph = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _graph.Dispose();
        if (Directory.Exists(_graph.Components.LogDirectory))
        {
            Directory.Delete(_graph.Components.LogDirectory, recursive: true);
        }
    }

    [Fact]
    public async Task Consume_LabelsAreChanged_LogGetsStampsAndSinkNone()
    {
        await ConsumeAsync("metrics: {receivers: [test_receiver], processors: [label_dropper], exporters: [own_log, test_exporter]}", Request());
        Assert.True(HasStamp(Received("own_log:Metrics")));
        Assert.Equal(Request(), Received("test_exporter:Metrics"));
    }

    [Fact]
    public async Task Consume_NothingChangesLabels_NobodyStamps()
    {
        await ConsumeAsync("metrics: {receivers: [test_receiver], processors: [test_processor], exporters: [own_log, test_exporter]}", Request());
        Assert.Equal(Request(), Received("own_log:Metrics"));
        Assert.Equal(Request(), Received("test_exporter:Metrics"));
    }

    [Fact]
    public async Task Consume_StampedInOurLog_SinkGetsNone()
    {
        byte[] stamped = Stamped(Request());
        await ConsumeAsync("metrics: {receivers: [log_reader], exporters: [test_exporter]}", stamped);
        Assert.Equal(Request(), Received("test_exporter:Metrics"));
    }

    [Fact]
    public async Task Consume_StampedInOurLogAndChangedAgain_KeepsTheFirstStamp()
    {
        byte[] stamped = Stamped(Request());
        await ConsumeAsync("metrics: {receivers: [log_reader], processors: [label_dropper], exporters: [own_log]}", stamped);
        Assert.Equal(stamped, Received("own_log:Metrics"));
    }

    [Fact]
    public async Task Consume_StampOfAClient_IsReplaced()
    {
        byte[] forged = Stamped(Request());
        await ConsumeAsync("metrics: {receivers: [test_receiver], processors: [label_dropper], exporters: [own_log]}", forged);
        Assert.NotEqual(forged, Received("own_log:Metrics"));
        Assert.Equal(forged.Length, Received("own_log:Metrics").Length);
    }

    [Fact]
    public async Task Start_OwnLog_KeyOutlivesTheProcess()
    {
        const string pipeline = "metrics: {receivers: [test_receiver], processors: [label_dropper], exporters: [own_log]}";
        await ConsumeAsync(pipeline, Request());
        byte[] first = Received("own_log:Metrics");
        await ConsumeAsync(pipeline, Request());
        Assert.Equal(first, Received("own_log:Metrics"));
        string file = Assert.Single(Directory.GetFiles(_graph.Components.LogDirectory));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Start_DamagedKey_SaysSoAndWhatToDo()
    {
        Directory.CreateDirectory(_graph.Components.LogDirectory);
        await File.WriteAllTextAsync(Path.Combine(_graph.Components.LogDirectory, "stream.key"), "abc", _cancel);
        GatewayGraph graph = Build("metrics: {receivers: [test_receiver], processors: [label_dropper], exporters: [own_log]}");
        ComponentStartException failure = await Assert.ThrowsAsync<ComponentStartException>(() => graph.StartAsync(_cancel));
        Assert.Contains("is damaged", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label_dropper", "", false, true)]
    [InlineData("label_hider", "", true, false)]
    [InlineData("label_hider", "sixteen bytes at least", false, false)]
    [InlineData("label_hider", "too short", true, false)]
    [InlineData("test_processor", "", false, false)]
    public async Task Build_SharedLog_AsksForAKey(string processor, string key, bool error, bool warning)
    {
        string yaml = Components.Replace("pipelines:", $"streams: {{key: \"{key}\"}}\n  pipelines:", StringComparison.Ordinal)
            + $"    metrics: {{receivers: [test_receiver], processors: [{processor}], exporters: [shared_log]}}";
        if (key == "too short")
        {
            _graph.Read(yaml);
        }
        else
        {
            await _graph.Build(yaml).StopAsync(_cancel);
        }

        Assert.Equal(error, _graph.Diagnostics.HasErrors);
        Assert.Equal(warning, _graph.Diagnostics.Warnings.Any());
    }

    private GatewayGraph Build(string pipelines)
    {
        GatewayGraph graph = _graph.Build(Components + "    " + pipelines);
        Assert.Empty(_graph.Diagnostics.Errors);
        return graph;
    }

    private async Task ConsumeAsync(string pipelines, byte[] request)
    {
        GatewayGraph graph = Build(pipelines);
        await graph.StartAsync(_cancel);
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request), 1, ClientContext.None);
        Outcome outcome = await _graph.Components.Receivers[^1].Next[Signal.Metrics].Consumer.ConsumeAsync(batch, _cancel);
        Assert.True(outcome.IsSuccess);
        await graph.StopAsync(_cancel);
    }

    private byte[] Received(string exporter) => Assert.Single(_graph.Components.Exporters[exporter].Deliveries).Bytes;

    /// <summary>The same request each time, and one that has points.</summary>
    private static byte[] Request()
    {
        RandomOtlp random = new(5);
        byte[] request = random.Request(Signal.Metrics);
        while (OtlpEdge.Check(Signal.Metrics, request, EdgeLimits.Default).ItemCount == 0)
        {
            request = random.Request(Signal.Metrics);
        }

        return request;
    }

    private static byte[] Stamped(byte[] request)
    {
        using Wire.Protobuf.ProtobufWriter writer = new();
        Assert.True(StreamStamp.Apply(request, StreamKey.Public, trustExisting: false, writer));
        return writer.WrittenSpan.ToArray();
    }

    private static bool HasStamp(byte[] request) => request.AsSpan().IndexOf(StreamStamp.Key) >= 0;
}
