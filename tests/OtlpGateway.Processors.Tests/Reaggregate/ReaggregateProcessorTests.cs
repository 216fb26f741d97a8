// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate;

/// <summary>The processor in a pipeline without a log.</summary>
public sealed class ReaggregateProcessorTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly ListLogger _log = new();
    private readonly TestSettings _settings;
    private readonly ScriptedConsumer _next = new();
    private readonly IProcessor _processor;

    public ReaggregateProcessorTests()
    {
        _settings = new TestSettings(_time, _log);
        IProcessorFactory factory = new ReaggregateFactory();
        _processor = factory.Create(_settings.For("reaggregate"), new ReaggregateOptions(), Signal.Metrics, _next);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _settings.Dispose();

    [Fact]
    public async Task Consume_TwoStreams_OneSeriesAtTheInterval()
    {
        await _processor.StartAsync(Cancel);
        Assert.Equal(Outcome.Accepted, await ConsumeAsync(1, 10));
        Assert.Equal(Outcome.Accepted, await ConsumeAsync(2, 5));
        Assert.Equal(0, _next.Calls);

        await _time.WaitForTimersAsync(1, Cancel);
        _time.Advance(TimeSpan.FromSeconds(10));
        await _next.WaitForCallsAsync(1, Cancel);
        await _processor.StopAsync(Cancel);

        NumberDataPoint point = PointIn(_next.Deliveries.First());
        Assert.Equal((15L, Nanos(_time.GetUtcNow())), (point.AsInt, point.TimeUnixNano));
    }

    [Fact]
    public async Task Stop_WhatWasMerged_IsGivenOut()
    {
        await _processor.StartAsync(Cancel);
        await ConsumeAsync(1, 10);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _processor.StopAsync(Cancel);
        await _processor.StopAsync(Cancel);

        Assert.Equal(10, PointIn(Assert.Single(_next.Deliveries)).AsInt);
        Assert.Equal(OutcomeKind.Retry, (await ConsumeAsync(1, 11)).Kind);
    }

    [Fact]
    public async Task Consume_PointsThatTheirSeriesLack_AreToldOfNowAndThen()
    {
        await _processor.StartAsync(Cancel);
        await ConsumeAsync(1, 10);
        await ConsumeAsync(1, 10);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("not merged", StringComparison.Ordinal));

        await ConsumeAsync(2, double.NaN);
        await ConsumeAsync(2, double.NaN);
        string told = Assert.Single(_log.Lines, line => line.Contains("not merged", StringComparison.Ordinal));
        Assert.Contains("1 data points were not merged (not_finite): they are no numbers", told, StringComparison.Ordinal);
        await _processor.StopAsync(Cancel);
    }

    [Fact]
    public async Task Consume_WhateverBecomesOfPoints_IsCounted()
    {
        await _processor.StartAsync(Cancel);
        await ConsumeAsync(1, 10);
        await ConsumeAsync(1, 10);
        await ConsumeAsync(2, double.NaN);

        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_reaggregate_points", "outcome=merged", "processor=reaggregate"));
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_reaggregate_ignored_points", "reason=duplicate"));
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_reaggregate_ignored_points", "reason=not_finite"));
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_reaggregate_streams"));
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_reaggregate_series"));
        await _processor.StopAsync(Cancel);
    }

    private static ulong Nanos(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static NumberDataPoint PointIn(Delivery delivery)
    {
        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.Parser.ParseFrom(delivery.Bytes);
        return Assert.Single(Assert.Single(Assert.Single(Assert.Single(request.ResourceMetrics).ScopeMetrics).Metrics).Sum.DataPoints);
    }

    /// <summary>A cumulative point of a stream that began after the processor.</summary>
    private async Task<Outcome> ConsumeAsync(int stream, double value)
    {
        NumberDataPoint point = StateDriver.Point(stream, 0, 0, (long)value);
        if (double.IsNaN(value))
        {
            point.AsDouble = value;
        }

        point.StartTimeUnixNano = Nanos(_time.GetUtcNow()) + 1;
        point.TimeUnixNano = Nanos(_time.GetUtcNow()) + 2;
        byte[] request = StateDriver.Request(StateDriver.Counter(point)).ToByteArray();
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request), 1, ClientContext.None);
        return await _processor.ConsumeAsync(batch, Cancel);
    }
}
