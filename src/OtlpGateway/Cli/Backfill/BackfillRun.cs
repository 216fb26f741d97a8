// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Hosting;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Receivers.Kafka.Replay;

namespace OtlpGateway.Cli.Backfill;

/// <summary>One run of <c>backfill</c>: the pipeline without its consumers, the replay, the report.</summary>
internal sealed class BackfillRun(BackfillOptions options, ParseResult result, ReplayReceiverFactory receivers, InvocationConfiguration invocation)
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = TimeProvider.System;
    private long _reported = TimeProvider.System.GetTimestamp();

    public async Task<int> RunAsync(LoadedConfig loaded, CancellationToken cancellationToken)
    {
        string topic = result.GetValue(options.Topic)!;
        BackfillPipeline pipeline = BackfillPipeline.Find(loaded.Config, topic, result.GetValue(options.Pipeline), result.GetValue(options.Group));
        ReplayRequest request = Request(pipeline.Group);
        RequireLog((KafkaReceiverOptions)pipeline.Receiver.Options);

        await using SharedServices shared = new(NullLoggerFactory.Instance, _time);
        LoadedConfig only = loaded with { Config = pipeline.Only(loaded.Config) };
        GatewayRun run = GatewayRun.Create(only, shared, NullLoggerFactory.Instance, _time);
        if (loaded.Diagnostics.HasErrors)
        {
            await run.StopAsync(StopLimit);
            ErrorText.Write(invocation.Error, loaded.Diagnostics);
            return 1;
        }

        await run.StartAsync(cancellationToken);
        try
        {
            return await ReplayAsync(request, topic, cancellationToken);
        }
        finally
        {
            await run.StopAsync(StopLimit);
        }
    }

    private async Task<int> ReplayAsync(ReplayRequest request, string topic, CancellationToken cancellationToken)
    {
        using Meter meter = new("otlp-gateway");
        await using EmbeddedLogs embedded = EmbeddedLogs.ForReading(_time, meter, NullLogger.Instance);
        LogClients logs = new(embedded, new KafkaLogs(_time, meter, NullLogger.Instance));
        if (request.ForcedRun is { } name)
        {
            await invocation.Output.WriteLineAsync($"stores again under the name {name}; should it break off, go on with --force --run {name}");
        }

        LogReplay replay = new(receivers.Targets.Single(), request, Progress);
        IReadOnlyList<ReplayReport> reports = await replay.RunAsync(logs, topic, cancellationToken);
        foreach (ReplayReport report in reports)
        {
            await invocation.Output.WriteLineAsync($"{report}");
        }

        return reports.All(report => report.IsComplete) ? 0 : 1;
    }

    /// <summary>Now and then where it stands; what keeps it from going on at once.</summary>
    private void Progress(ReplayReport report, string trouble)
    {
        if (trouble.Length > 0)
        {
            ErrorText.Write(invocation.Error, $"{report.Topic}[{report.Partition}] at offset {report.Position}: {trouble}");
        }
        else if (_time.GetElapsedTime(_reported) >= ProgressInterval)
        {
            _reported = _time.GetTimestamp();
            invocation.Output.WriteLine($"{report.Topic}[{report.Partition}] at offset {report.Position} of {report.To}: {report.StoredRecords} records stored, {report.DoneOffsets} offsets done before");
        }
    }

    private ReplayRequest Request(string group)
    {
        ReplayPoint from = Point("--from", result.GetValue(options.From));
        ReplayPoint to = Point("--to", result.GetValue(options.To));
        string? name = result.GetValue(options.Run);
        bool force = result.GetValue(options.Force);
        if (name is not null && !force)
        {
            throw new ReplayException("--run names a replay that stores again; it needs --force");
        }

        string? run = force ? name ?? _time.GetUtcNow().ToString("yyyyMMddTHHmmss", CultureInfo.InvariantCulture) : null;
        return new ReplayRequest(group, from, to, result.GetValue(options.Partition) ?? [], run);
    }

    private static ReplayPoint Point(string option, string? text) =>
        ReplayPoint.TryParse(text, out ReplayPoint point) ? point : throw new ReplayException($"{option} {text} is neither {ReplayPoint.Rule}");

    /// <summary>Opening an embedded log that is not there would make an empty one.</summary>
    private static void RequireLog(KafkaReceiverOptions section)
    {
        if (LogAddress.TryParse(section.Client.Brokers, out LogAddress? address, out _) && address.Directory is { } directory && !Directory.Exists(directory))
        {
            throw new ReplayException($"There is no log in {directory}.");
        }
    }
}
