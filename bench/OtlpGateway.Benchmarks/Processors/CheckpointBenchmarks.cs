// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Benchmarks.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Checkpoints;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Receivers.Kafka.Checkpoints;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Benchmarks.Processors;

/// <summary>
/// Saving the state of a million streams with its offset, as an owner does every minute: to a file beside an embedded log, and
/// to a topic. How long the merging waits, what saving takes of the processor and of the heap, and how many points could have
/// been merged meanwhile. The brokers are librdkafka's own in another process: they keep nothing on a medium.
/// </summary>
internal sealed class CheckpointBenchmarks : IBenchmarkGroup
{
    private const int Streams = 1_000_000;
    private const int Series = 1000;
    private const int PointsPerRequest = 1000;
    private const int Rounds = 3;
    private static readonly LogPartition Partition = new("group", "topic", 3);

    public string Name => "checkpoints";

    public void Run(BenchmarkRunner runner)
    {
        if (!runner.Wants("checkpoints.file") && !runner.Wants("checkpoints.topic"))
        {
            return;
        }

        using Meter meter = new("checkpoint-bench");
        MergeRequests requests = new(MetricKind.Sum, Streams, Series, PointsPerRequest);
        ComponentId id = new("reaggregate", "");
        ReaggregateStates states = new(
            new ReaggregateSettings(), new ReaggregateMetrics(meter, id), new IgnoredPointLines(NullLogger.Instance, TimeProvider.System, id));
        using MergedData data = new(states.Begin(DateTimeOffset.UnixEpoch.AddTicks((long)(MergeRequests.FirstRun / 100))), 0);
        Ingest(data, requests);
        double perPoint = Enumerable.Range(0, Rounds).Select(_ => Ingest(data, requests)).Min() / Streams;
        runner.Report("checkpoints.file", () => ToFileAsync(runner, states, data, perPoint).GetAwaiter().GetResult());
        runner.Report("checkpoints.topic", () => ToTopicAsync(runner, states, data, perPoint, meter).GetAwaiter().GetResult());
    }

    private static async Task<string> ToFileAsync(BenchmarkRunner runner, ReaggregateStates states, MergedData data, double perPoint)
    {
        string directory = Directory.CreateTempSubdirectory("checkpoint-bench").FullName;
        try
        {
            FileCheckpoints store = new(directory);
            string saving = await SaveAsync(runner, "checkpoints.file", store, data, perPoint);
            long bytes = Directory.EnumerateFiles(directory).Sum(file => new FileInfo(file).Length);
            Usage load = await Usage.OfAsync(async () =>
            {
                Checkpoint saved = await store.LoadAsync(Partition, CancellationToken.None) ?? throw new InvalidOperationException("nothing was saved");
                using IMergedState restored = states.Restore(saved.State.Span);
            });
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{saving}; {bytes / 1e6:F1} MB on the medium; read back and restored in {load.CpuSeconds * 1e3:F0} ms of the processor");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<string> ToTopicAsync(BenchmarkRunner runner, ReaggregateStates states, MergedData data, double perPoint, Meter meter)
    {
        using Process brokers = KafkaLogBenchmarks.StartBrokers();
        try
        {
            string servers = await brokers.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("There are no brokers.");
            if (!LogAddress.TryParse(servers.Split(','), out LogAddress? address, out string error))
            {
                throw new InvalidOperationException(error);
            }

            await using ILogClient log = await new KafkaLogs(TimeProvider.System, meter, NullLogger.Instance).OpenAsync(address, null, CancellationToken.None);
            await using ILogProducer producer = log.CreateProducer();
            TopicCheckpoints store = new(log, producer, KafkaLogBenchmarks.Topic, TimeProvider.System);
            return await SaveAsync(runner, "checkpoints.topic", store, data, perPoint);
        }
        finally
        {
            brokers.Kill();
        }
    }

    /// <summary>The best of some rounds behind one that warms up.</summary>
    private static async Task<string> SaveAsync(BenchmarkRunner runner, string name, ICheckpointStore store, MergedData data, double perPoint)
    {
        Round best = default;
        for (int round = 0; round <= Rounds; round++)
        {
            Round now = await SaveAsync(store, data, offset: round + 1);
            best = round <= 1 || now.Usage.CpuSeconds < best.Usage.CpuSeconds ? now : best;
        }

        runner.CheckAllocated(name, best.Usage.AllocatedBytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Streams:N0} streams, {best.Bytes / 1e6:F1} MB: merging waits {best.HeldSeconds * 1e3:F0} ms, saved in {best.Usage.Seconds * 1e3:F0} ms, "
            + $"{best.Usage.CpuSeconds * 1e3:F0} ms of the processor, {best.Usage.AllocatedBytes / 1e3:N0} kB allocated; "
            + $"as much as {best.Usage.CpuSeconds / perPoint / 1e3:N0} thousand points at {1e-6 / perPoint:F2} M/s; once a minute {best.Usage.CpuSeconds / 60 * 100:F1} % of a core");
    }

    private static async Task<Round> SaveAsync(ICheckpointStore store, MergedData data, long offset)
    {
        data.Passed(offset);
        long bytes = 0;
        double held = 0;
        Usage usage = await Usage.OfAsync(async () =>
        {
            long started = Stopwatch.GetTimestamp();
            (PooledBuffer state, long at) = data.Snapshot();
            held = Stopwatch.GetElapsedTime(started).TotalSeconds;
            using (state)
            {
                bytes = state.Length;
                await store.SaveAsync(Partition, at, state.Memory, CancellationToken.None);
            }
        });
        return new Round(usage, bytes, held);
    }

    /// <summary>Seconds of processor time, that of the batches around the requests included.</summary>
    private static double Ingest(MergedData data, MergeRequests requests)
    {
        requests.Advance();
        DateTimeOffset storedAt = DateTimeOffset.UnixEpoch.AddTicks((long)(requests.Now / 100));
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        foreach (byte[] request in requests.Requests)
        {
            using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request), PointsPerRequest, new ClientContext());
            data.Ingest(batch, storedAt);
        }

        return (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
    }

    private readonly record struct Round(Usage Usage, long Bytes, double HeldSeconds);
}
