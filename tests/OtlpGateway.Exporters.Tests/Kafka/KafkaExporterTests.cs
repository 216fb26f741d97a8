// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Kafka;

public sealed class KafkaExporterTests : IDisposable
{
    private readonly ScriptedLog _log = new();
    private readonly HealthBoard _health = new(TimeProvider.System);
    private readonly TestSettings _settings = new();
    private readonly BatchFactory _batches = new();
    private readonly KafkaExporterOptions _options = new() { Client = { Brokers = ["embedded:/nowhere"] } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consume_Batch_IsStoredAsItIsWithItsHeaders()
    {
        KafkaExporter exporter = await StartAsync();
        using TelemetryBatch batch = _batches.Make(Signal.Traces, 3);

        Outcome outcome = await exporter.ConsumeAsync(batch, Token);

        Assert.Equal(OutcomeKind.Accepted, outcome.Kind);
        StoredRecord record = Assert.Single(_log.Stored);
        Assert.Equal("otlp_spans", record.Topic);
        Assert.Equal(batch.Bytes.ToArray(), record.Value);
        Assert.Equal([3, 0, 0, 0], record.Header(RecordHeaders.Items));
        Assert.Equal("01000000000000000000000000000000", Convert.ToHexString(record.Header(RecordHeaders.Requests)!));
        Assert.Equal(1, _settings.Metrics.Sum("otelcol_kafka_exporter_records", "outcome=success"));
    }

    [Theory]
    [InlineData(ProduceStatus.Full, OutcomeKind.Retry, Reasons.LogFull)]
    [InlineData(ProduceStatus.Failed, OutcomeKind.Retry, Reasons.LogFailed)]
    [InlineData(ProduceStatus.Unavailable, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(ProduceStatus.TooLarge, OutcomeKind.Rejected, Reasons.TooLarge)]
    public async Task Consume_LogRefuses_SaysSoAndTakesTheNext(ProduceStatus status, OutcomeKind kind, string reason)
    {
        _log.Then(status, "what happened", TimeSpan.FromSeconds(7));
        KafkaExporter exporter = await StartAsync();
        using TelemetryBatch batch = _batches.Make();

        Outcome refused = await exporter.ConsumeAsync(batch, Token);
        bool readyMeanwhile = _health.IsReady;
        Outcome taken = await exporter.ConsumeAsync(batch, Token);

        Assert.Equal((kind, reason, "what happened"), (refused.Kind, refused.Reason, refused.Message));
        Assert.Equal(kind == OutcomeKind.Retry ? TimeSpan.FromSeconds(7) : null, refused.RetryAfter);
        Assert.Equal(status != ProduceStatus.Failed, readyMeanwhile);
        Assert.True(taken.IsSuccess);
        Assert.True(_health.IsReady);
        Assert.Single(_log.Stored);
    }

    [Fact]
    public async Task Consume_Cancelled_IsAnOutcome()
    {
        _log.ThenHangs();
        KafkaExporter exporter = await StartAsync();
        using TelemetryBatch batch = _batches.Make();
        using CancellationTokenSource cancel = new();
        ValueTask<Outcome> consume = exporter.ConsumeAsync(batch, cancel.Token);

        await cancel.CancelAsync();

        Assert.Equal(OutcomeKind.Cancelled, (await consume).Kind);
    }

    [Fact]
    public async Task Stop_TwiceAndWithoutStart_IsHarmless()
    {
        KafkaExporter never = new(_settings.For("kafka"), _options, Signal.Traces, _log);
        await never.StopAsync(Token);
        KafkaExporter exporter = await StartAsync();
        await exporter.StopAsync(Token);
        await exporter.StopAsync(Token);
        using TelemetryBatch batch = _batches.Make();

        Outcome outcome = await exporter.ConsumeAsync(batch, Token);

        Assert.Equal(Reasons.ShuttingDown, outcome.Reason);
        Assert.Equal(1, _log.Opened);
        Assert.Equal(2, _log.Closed);
    }

    [Fact]
    public async Task Start_LogInUse_SaysWhy()
    {
        _log.OpenFailure = new Log.Files.LogInUseException("The log directory is in use.");

        ComponentStartException error = await Assert.ThrowsAsync<ComponentStartException>(() => StartAsync());

        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consume_JsonEncoding_WritesJson()
    {
        _options.Logs.Encoding = KafkaEncoding.OtlpJson;
        KafkaExporter exporter = await StartAsync(Signal.Logs);
        using TelemetryBatch batch = _batches.Make(Signal.Logs, 1);

        Assert.True((await exporter.ConsumeAsync(batch, Token)).IsSuccess);

        StoredRecord record = Assert.Single(_log.Stored);
        Assert.Equal("otlp_logs", record.Topic);
        Assert.StartsWith("{\"resourceLogs\":[", Encoding.UTF8.GetString(record.Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consume_MetadataAndStaticHeaders_GoWithTheRecord()
    {
        _options.Traces.TopicFromMetadataKey = "X-Topic";
        _options.Traces.MessageKeyFromMetadataKey = "x-tenant";
        _options.IncludeMetadataKeys = ["x-tenant"];
        _options.RecordHeaders["env"] = "test";
        _options.SignalHeader = true;
        ClientContext client = new()
        {
            Metadata = new Dictionary<string, IReadOnlyList<string>> { ["x-topic"] = ["other"], ["x-tenant"] = ["blue", "red"] },
        };
        KafkaExporter exporter = await StartAsync();
        using TelemetryBatch batch = _batches.Make(client: client);

        await exporter.ConsumeAsync(batch, Token);

        StoredRecord record = Assert.Single(_log.Stored);
        Assert.Equal("other", record.Topic);
        Assert.Equal("blue", Encoding.UTF8.GetString(record.Key));
        Assert.Equal(
            ["otelcol.signal=traces", "env=test", "x-tenant=blue", "x-tenant=red"],
            record.Headers.Skip(2).Select(header => $"{header.Name}={Encoding.UTF8.GetString(header.Value.Span)}"));
    }

    [Fact]
    public async Task ReadRecent_StoredRequests_AreFound()
    {
        KafkaExporter exporter = await StartAsync();
        using TelemetryBatch first = _batches.Make();
        using TelemetryBatch second = _batches.Make();
        await exporter.ConsumeAsync(first, Token);
        await exporter.ConsumeAsync(second, Token);

        IReadOnlyList<StoredRequest> found = await exporter.ReadRecentAsync(DateTimeOffset.UnixEpoch, Token);

        Assert.Equal(
            [first.RequestHashes.Span[0], second.RequestHashes.Span[0]],
            found.Select(request => request.Hash));
    }

    public void Dispose() => _settings.Dispose();

    private async Task<KafkaExporter> StartAsync(Signal signal = Signal.Traces)
    {
        KafkaExporter exporter = new(_settings.With(_health).For("kafka"), _options, signal, _log);
        await exporter.StartAsync(Token);
        return exporter;
    }
}
