// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Tests.Cli;

public sealed class GroupsCommandTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly TestSettings _settings = new(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string LogDirectory => _directory.In("log");

    public void Dispose()
    {
        _settings.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task List_Groups_SaysHowFarEachIs()
    {
        await FillAsync();

        CommandLineRun run = await InvokeAsync("list");

        Assert.Equal("GROUP\tTOPIC\tPARTITION\tCOMMITTED\tLAG\nforgotten\totlp_spans\t0\t1\t2\nwaits\t-\t-\t-\t0\n", run.Output.ReplaceLineEndings("\n"));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    [Fact]
    public async Task Forget_GroupNobodyUses_IsGoneForGood()
    {
        await FillAsync();

        CommandLineRun run = await InvokeAsync("forget", "forgotten");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal("forgot group forgotten, which had not finished 2 records", run.Output.TrimEnd());
        Assert.DoesNotContain("forgotten", (await InvokeAsync("list")).Output, StringComparison.Ordinal);
        CommandLineRun again = await InvokeAsync("forget", "forgotten");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("the groups are: waits", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forget_GroupOfAReceiver_IsRefused()
    {
        await FillAsync();

        CommandLineRun run = await InvokeAsync("forget", "in-use");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("is used by receiver kafka", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_LogThatIsOpen_SaysWhoHasIt()
    {
        await using EmbeddedLogs logs = new(TimeProvider.System, _settings.Meter, NullLogger.Instance);
        await using ILogClient log = await logs.OpenAsync(LogAddress.Embedded(LogDirectory), null, Token);

        CommandLineRun run = await InvokeAsync("list");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{Environment.ProcessId}", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WithoutALog_IsAnErrorAndMakesNone()
    {
        CommandLineRun run = await InvokeAsync("list");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"no log in {LogDirectory}", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(LogDirectory));
    }

    private Task<CommandLineRun> InvokeAsync(params string[] args)
    {
        string config = $$$$"""
            receivers: {kafka: {brokers: ["embedded:{{{{LogDirectory}}}}"], group_id: in-use}}
            exporters: {debug: }
            service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
            """;
        return CommandLineRun.InvokeAsync(["groups", .. args, "--config", $"yaml:{config}"]);
    }

    /// <summary>Three records of which group "forgotten" finished one; "waits" reads a topic that is not there.</summary>
    private async Task FillAsync()
    {
        await using EmbeddedLogs logs = new(TimeProvider.System, _settings.Meter, NullLogger.Instance);
        await using ILogClient log = await logs.OpenAsync(LogAddress.Embedded(LogDirectory), null, Token);
        await using ILogProducer producer = log.CreateProducer();
        for (byte i = 0; i < 3; i++)
        {
            Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(new ProduceRecord("otlp_spans", new[] { i }), Token)).Status);
        }

        RecordingHandler handler = new();
        await using ILogConsumer consumer = log.CreateConsumer(new LogConsumerSettings("forgotten", [new TopicFilter("otlp_spans")]));
        await consumer.StartAsync(handler, Token);
        await (await handler.OwnsAsync(1, Token))[0].CommitAsync(1, Token);
        await using ILogConsumer waits = log.CreateConsumer(new LogConsumerSettings("waits", [new TopicFilter("not_there")]));
        await waits.StartAsync(new RecordingHandler(), Token);
    }
}
