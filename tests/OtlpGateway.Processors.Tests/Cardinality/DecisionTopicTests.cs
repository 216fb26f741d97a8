// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Processors.Cardinality.Decisions;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;
using static OtlpGateway.Processors.Tests.Cardinality.CardinalityDecisionTests;

namespace OtlpGateway.Processors.Tests.Cardinality;

/// <summary>Two gateways on one topic, which is a real one in an embedded log.</summary>
public sealed class DecisionTopicTests : IAsyncLifetime
{
    private const string Small = "{max_distinct: 100, max_random: 50, restore_below: 20, min_dwell: 2h, min_observation: 0s, max_names_per_place: 10, policies: [{label: few, action: limit, limit: 2}]}";

    private readonly TempDirectory _directory = new();
    private readonly TestSettings _settings = new();
    private readonly FakeTime _time = new();
    private readonly EmbeddedLogs _logs;

    public DecisionTopicTests()
    {
        _logs = new EmbeddedLogs(TimeProvider.System, _settings.Meter, NullLogger.Instance);
        _settings.With<ILogClients>(new LogClients(_logs, new KafkaLogs(TimeProvider.System, _settings.Meter, NullLogger.Instance)));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _logs.DisposeAsync();
        _settings.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Review_DecisionOfAnotherGateway_IsTakenOver()
    {
        await using CardinalityRig first = await StartAsync();
        await using CardinalityRig second = await StartAsync();
        await first.SendValuesAsync("m", "name", Names(0, 300));
        await first.SendValuesAsync("m", "path", Names(0, 50).Select(name => $"/shop/{name}/cart"));
        await first.SendValuesAsync("m", "few", ["a", "b"]);
        Assert.Equal(Name(1), await second.SendValueAsync("m", "name", Name(1)));
        await first.AdvanceAsync(TimeSpan.FromSeconds(10));
        await second.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Null(await second.SendValueAsync("m", "name", Name(1)));
        Assert.Equal("/shop/{id}/cart", await second.SendValueAsync("m", "path", "/shop/other/cart"));
        Assert.Equal<string?>(["other", "b"], await second.SendValuesAsync("m", "few", ["c", "b"]));
        Assert.Equal(
            first.Entry("m", "name").GetProperty("evidence").GetString(), second.Entry("m", "name").GetProperty("evidence").GetString());
        Assert.Equal(
            first.Entry("m", "name").GetProperty("since").GetString(), second.Entry("m", "name").GetProperty("since").GetString());
    }

    [Fact]
    public async Task Start_WithDecisionsInTheTopic_HasThem_AlsoAfterTheProcessEnded()
    {
        await using (CardinalityRig first = await StartAsync())
        {
            await first.SendValuesAsync("m", "name", Names(0, 300));
            await first.AdvanceAsync(TimeSpan.FromSeconds(10));
        }

        await using CardinalityRig second = await StartAsync();
        Assert.Null(await second.SendValueAsync("m", "name", Name(1)));
    }

    [Fact]
    public async Task Review_TwoThatDiffer_DoNotAnswerEachOtherForEver()
    {
        await using CardinalityRig first = await StartAsync();
        await using CardinalityRig second = await StartAsync();
        await first.SendValuesAsync("m", "few", ["a", "b"]);
        await second.SendValuesAsync("m", "few", ["x", "y"]);
        await first.SendValueAsync("m", "user", "a@example.com");
        await second.SendValueAsync("m", "user", "b@example.com");
        for (int review = 0; review < 10; review++)
        {
            await first.AdvanceAsync(TimeSpan.FromSeconds(10));
            await second.AdvanceAsync(TimeSpan.FromSeconds(10));
            await first.SendValuesAsync("m", "few", ["a", "b", "z"]);
            await second.SendValuesAsync("m", "few", ["x", "y", "z"]);
        }

        Assert.InRange(await CountRecordsAsync(), 2, 6);
        Assert.Equal<string?>(["a", "b", "other"], await first.SendValuesAsync("m", "few", ["a", "b", "z"]));
    }

    [Fact]
    public async Task Load_RecordsOfOthers_AreLeftAlone()
    {
        await using CardinalityRig ours = await StartAsync();
        await ours.SendValueAsync("m", "user", "a@example.com");
        await ours.AdvanceAsync(TimeSpan.FromSeconds(10));
        await using DecisionTopic otherKey = new(Options("another key of 16 bytes"), _settings.For("cardinality"));
        await using DecisionTopic otherProcessor = new(Options(), _settings.For("cardinality", "two"));
        await using DecisionTopic same = new(Options(), _settings.For("cardinality"));
        await AppendAsync("cardinality/0000000000000001", "no json");
        await AppendAsync("cardinality/0000000000000002", "{}");
        await AppendAsync("cardinality/0000000000000003", """{"Version":2,"Seed":0,"Label":null}""");

        Assert.Empty((await otherKey.LoadAsync(TestContext.Current.CancellationToken))!.Labels);
        Assert.Empty((await otherProcessor.LoadAsync(TestContext.Current.CancellationToken))!.Labels);
        Assert.Single((await same.LoadAsync(TestContext.Current.CancellationToken))!.Labels);
    }

    [Theory]
    [InlineData("decisions: {log: {brokers: ['embedded:x']}}", "decisions::log::key")]
    [InlineData("decisions: {log: {key: 0123456789abcdef, topic: ''}}", "decisions::log::topic")]
    [InlineData("decisions: {log: {key: 0123456789abcdef, brokers: ['a:b:c']}}", "decisions::log::brokers")]
    [InlineData("decisions: {directory: x, log: {key: 0123456789abcdef}}", "decisions::directory")]
    public void Bind_WrongOption_NamesIt(string yaml, string path)
    {
        Pipeline.Configuration.ConfigDiagnostics diagnostics = new();
        Pipeline.Configuration.OptionsBinder.BindYaml<CardinalityOptions>(yaml, diagnostics);

        Assert.Contains(diagnostics.Errors, error => error.ToString().Contains(path, StringComparison.Ordinal));
    }

    private Task<CardinalityRig> StartAsync() =>
        CardinalityRig.StartAsync(Small, new DecisionTopic(Options(), _settings.For("cardinality")), _time);

    private DecisionTopicOptions Options(string key = "a key of sixteen bytes or more")
    {
        DecisionTopicOptions options = new() { Key = key };
        options.Client.Brokers = [LogAddress.EmbeddedPrefix + _directory.Path];
        return options;
    }

    private async Task<long> CountRecordsAsync()
    {
        await using ILogClient log = await OpenAsync();
        await using ITopicReader? reader = await log.OpenTopicAsync(new DecisionTopicOptions().Topic, TestContext.Current.CancellationToken);
        return await reader!.Partitions[0].GetEndOffsetAsync(TestContext.Current.CancellationToken);
    }

    private async Task AppendAsync(string key, string value)
    {
        await using ILogClient log = await OpenAsync();
        await using ILogProducer producer = log.CreateProducer();
        ProduceRecord record = new(new DecisionTopicOptions().Topic, System.Text.Encoding.UTF8.GetBytes(value), System.Text.Encoding.UTF8.GetBytes(key), 0);
        Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(record, TestContext.Current.CancellationToken)).Status);
    }

    private async Task<ILogClient> OpenAsync() =>
        await ((ILogClients)_settings.GetService(typeof(ILogClients))!).OpenAsync(LogAddress.Embedded(_directory.Path), null, TestContext.Current.CancellationToken);
}
