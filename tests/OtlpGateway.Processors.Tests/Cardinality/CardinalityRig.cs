// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Processors.Cardinality.Decisions;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Cardinality;

/// <summary>A running processor, what it passes on, and its page.</summary>
internal sealed class CardinalityRig : IAsyncDisposable
{
    private readonly TestSettings _settings;
    private readonly ScriptedConsumer _next = new();
    private readonly StatusPages _pages = new();
    private readonly CardinalityControl _control;
    private readonly CardinalityProcessor _processor;

    private CardinalityRig(string yaml, IDecisionStore? store, FakeTime time)
    {
        Time = time;
        _settings = new TestSettings(time);
        TimeProvider still = new StillTime(time);
        ComponentSettings settings = _settings.For("cardinality");
        _control = new CardinalityControl(Options(yaml), settings.Id, store, _pages, still, settings.Logger);
        _processor = new CardinalityProcessor(_control, new CardinalityMetrics(settings.Meter, _control), still, _next);
    }

    public FakeTime Time { get; }

    public MetricReader Metrics => _settings.Metrics;

    public static async Task<CardinalityRig> StartAsync(string yaml, IDecisionStore? store = null, FakeTime? time = null)
    {
        CardinalityRig rig = new(yaml, store, time ?? new FakeTime());
        await rig._processor.StartAsync(TestContext.Current.CancellationToken);
        return rig;
    }

    public static IProcessor Create(string yaml, TestSettings settings, IBatchConsumer next, Signal signal = Signal.Metrics)
    {
        IProcessorFactory factory = new CardinalityFactory();
        return factory.Create(settings.For("cardinality"), Options(yaml), signal, next);
    }

    public static CardinalityOptions Options(string yaml)
    {
        ConfigDiagnostics diagnostics = new();
        CardinalityOptions options = OptionsBinder.BindYaml<CardinalityOptions>(yaml, diagnostics);
        Assert.Empty(diagnostics.Errors);
        return options;
    }

    public static ExportMetricsServiceRequest Gauge(string metric, params IEnumerable<KeyValue>[] points)
    {
        var gauge = new Gauge();
        foreach (IEnumerable<KeyValue> point in points)
        {
            gauge.DataPoints.Add(new NumberDataPoint { AsInt = 1, Attributes = { point } });
        }

        return new ExportMetricsServiceRequest
        {
            ResourceMetrics = { new ResourceMetrics { ScopeMetrics = { new ScopeMetrics { Metrics = { new Metric { Name = metric, Gauge = gauge } } } } } },
        };
    }

    public static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    public static KeyValue Whole(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };

    public async Task<ExportMetricsServiceRequest> SendAsync(ExportMetricsServiceRequest request) =>
        ExportMetricsServiceRequest.Parser.ParseFrom(await SendAsync(request.ToByteArray()));

    public async Task<byte[]> SendAsync(byte[] request)
    {
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request), 1, ClientContext.None);
        Assert.Equal(Outcome.Accepted, await _processor.ConsumeAsync(batch, TestContext.Current.CancellationToken));
        return _next.Deliveries.Last().Bytes;
    }

    /// <summary>May be called by many at once: the answer is told by what the consumer was given in this very call.</summary>
    public async Task<ExportMetricsServiceRequest> SendAndParseAsync(byte[] request)
    {
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request), 1, Context());
        Assert.Equal(Outcome.Accepted, await _processor.ConsumeAsync(batch, TestContext.Current.CancellationToken));
        return ExportMetricsServiceRequest.Parser.ParseFrom(_next.Deliveries.Single(delivery => ReferenceEquals(delivery.Client, batch.Client)).Bytes);

        static ClientContext Context() => new() { Address = "client" };
    }

    /// <summary>One gauge whose points have one label each; what is left of each value, null where the label is gone.</summary>
    public async Task<List<string?>> SendValuesAsync(string metric, string label, IEnumerable<string> values)
    {
        ExportMetricsServiceRequest sent = await SendAsync(Gauge(metric, [.. values.Select(value => (IEnumerable<KeyValue>)[Text(label, value)])]));
        return [.. sent.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Gauge.DataPoints.Select(point => point.Attributes.SingleOrDefault()?.Value.StringValue)];
    }

    public async Task<string?> SendValueAsync(string metric, string label, string value) =>
        (await SendValuesAsync(metric, label, [value])).Single();

    /// <summary>Moves the clock, and lets the processor look at its statistics.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        Time.Advance(by);
        await _control.ReviewOnceAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The page's entry for one label.</summary>
    public JsonElement Entry(string metric, string label) => Page().GetProperty("labels").EnumerateArray()
        .Single(entry => entry.GetProperty("metric").GetString() == metric && entry.GetProperty("label").GetString() == label);

    public JsonElement Page(int limit = 1000)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            Assert.True(_pages.TryWrite("/cardinality", json, limit));
        }

        return JsonDocument.Parse(text.ToArray()).RootElement.GetProperty("cardinality");
    }

    public async ValueTask DisposeAsync()
    {
        await _processor.StopAsync(CancellationToken.None);
        _settings.Dispose();
    }

    /// <summary>A clock whose timers never fire: the test says when statistics are looked at.</summary>
    private sealed class StillTime(FakeTime time) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new FakeTime().CreateTimer(callback, state, dueTime, period);
    }
}
