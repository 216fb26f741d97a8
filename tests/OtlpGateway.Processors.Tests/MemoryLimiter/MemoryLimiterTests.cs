// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.MemoryLimiter;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.MemoryLimiter;

public sealed class MemoryLimiterTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly FakeMemory _memory = new();
    private readonly ScriptedConsumer _next = new();
    private readonly BatchFactory _batches = new();
    private readonly TestSettings _settings;
    private readonly MemoryLimiterOptions _options = new() { CheckInterval = TimeSpan.FromSeconds(1), LimitMib = 100, SpikeLimitMib = 20 };

    public MemoryLimiterTests() => _settings = new TestSettings(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _settings.Dispose();
        Assert.Empty(_batches.Held());
    }

    [Fact]
    public async Task Consume_AboveTheSoftLimit_RefusesUntilItFalls()
    {
        MemoryLimiterProcessor processor = await StartAsync();
        Assert.Equal(Outcome.Accepted, await SendAsync(processor));
        _memory.UsedMib = 81;
        _time.Advance(TimeSpan.FromSeconds(1));

        Outcome refusal = await SendAsync(processor);
        Assert.Equal(OutcomeKind.Retry, refusal.Kind);
        Assert.Equal(Reasons.MemoryLimit, refusal.Reason);
        Assert.NotNull(refusal.RetryAfter);
        _memory.UsedMib = 79;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Outcome.Accepted, await SendAsync(processor));
        Assert.Equal(4, _settings.Metrics.Sum("otelcol_processor_memory_limiter_accepted_spans", "processor=memory_limiter"));
        Assert.Equal(2, _settings.Metrics.Sum("otelcol_processor_memory_limiter_refused_spans", "processor=memory_limiter"));
    }

    [Fact]
    public async Task Check_CollectionFreesEnough_NothingIsRefused()
    {
        MemoryLimiterProcessor processor = await StartAsync();
        _memory.UsedMib = 90;
        _memory.FreedByCollectionMib = 50;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, _memory.Collections);
        Assert.Equal(Outcome.Accepted, await SendAsync(processor));
    }

    [Fact]
    public async Task Check_CollectionsFreeNothing_TheyComeEverMoreRarely()
    {
        await StartAsync();
        _memory.UsedMib = 120;
        _time.Advance(TimeSpan.FromSeconds(60));

        // At 1, 3, 7, 15, 31 seconds, then every 30.
        Assert.InRange(_memory.Collections, 4, 7);
    }

    [Fact]
    public async Task Check_SoftLimited_CollectsNoMoreOftenThanConfigured()
    {
        await StartAsync();
        _memory.UsedMib = 90;
        _memory.FreedByCollectionMib = 8;
        _time.Advance(TimeSpan.FromSeconds(1));
        _memory.UsedMib = 90;
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(1, _memory.Collections);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(2, _memory.Collections);
    }

    [Fact]
    public async Task Stop_LastUser_StopsMeasuring()
    {
        MemoryLimiterProcessor processor = await StartAsync();
        await processor.StopAsync(Cancel);
        await processor.StopAsync(Cancel);

        Assert.Equal(0, _time.PendingTimers);
    }

    [Theory]
    [InlineData(100, 0, 0, 0, 80, 100)]
    [InlineData(100, 30, 50, 10, 70, 100)]
    [InlineData(0, 0, 50, 0, 400, 500)]
    [InlineData(0, 0, 50, 5, 450, 500)]
    public void Limits_FromOptions_AsTheCollectorHasThem(
        long limitMib, long spikeMib, int limitPercentage, int spikePercentage, long softMib, long hardMib)
    {
        var options = new MemoryLimiterOptions
        {
            LimitMib = limitMib,
            SpikeLimitMib = spikeMib,
            LimitPercentage = limitPercentage,
            SpikeLimitPercentage = spikePercentage,
        };

        Assert.Equal(new MemoryLimits(softMib << 20, hardMib << 20), MemoryLimits.From(options, 1000L << 20));
    }

    [Fact]
    public void Validate_NothingSet_SaysWhatMustBe()
    {
        var validation = new OptionsValidation();
        new MemoryLimiterOptions().Validate(validation);

        Assert.Equal(["check_interval", "limit_mib"], validation.Errors.Select(error => error.Path));
    }

    [Fact]
    public void Validate_SpikeAsLargeAsTheLimit_IsAnError()
    {
        var validation = new OptionsValidation();
        new MemoryLimiterOptions { CheckInterval = TimeSpan.FromSeconds(1), LimitMib = 10, SpikeLimitMib = 10 }.Validate(validation);

        Assert.Equal("spike_limit_mib", validation.Errors.Single().Path);
    }

    private async Task<MemoryLimiterProcessor> StartAsync()
    {
        var watch = new MemoryWatch(_options, _memory, _time, _settings.Logger, "memory_limiter");
        var metrics = new MemoryLimiterMetrics(_settings.Meter, _settings.For("memory_limiter").Id, Signal.Traces);
        var processor = new MemoryLimiterProcessor(watch, metrics, _options.CheckInterval, _settings.For("memory_limiter").Id, _next);
        await processor.StartAsync(Cancel);
        return processor;
    }

    private async Task<Outcome> SendAsync(MemoryLimiterProcessor processor)
    {
        using TelemetryBatch batch = _batches.Make(items: 2);
        return await processor.ConsumeAsync(batch, Cancel);
    }
}
