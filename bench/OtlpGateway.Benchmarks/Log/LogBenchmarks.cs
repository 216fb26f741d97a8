// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Testing.Log;

namespace OtlpGateway.Benchmarks.Log;

/// <summary>The embedded log on a real disk: appends with group commit and fsync, then reading them back.</summary>
internal sealed class LogBenchmarks : IBenchmarkGroup
{
    private const int BlockBytes = 8 << 20;

    public string Name => "log";

    public void Run(BenchmarkRunner runner)
    {
        runner.Report("log.large", () => MeasureAsync(350_000, producers: 32, records: 2_000).GetAwaiter().GetResult());
        runner.Report("log.small", () => MeasureAsync(700, producers: 256, records: 100_000).GetAwaiter().GetResult());
        runner.Report("log.serial", () => MeasureAsync(700, producers: 1, records: 1_000).GetAwaiter().GetResult());
    }

    private static async Task<string> MeasureAsync(int valueBytes, int producers, int records)
    {
        using TempDirectory directory = new();
        using Meter meter = new("log-bench");
        await using EmbeddedLogs logs = new(TimeProvider.System, meter, NullLogger.Instance);
        EmbeddedLogOptions options = new() { Topics = new TopicOptions { RetentionBytes = 0 } };
        await using ILogClient log = await logs.OpenAsync(LogAddress.Embedded(directory.Path), options, CancellationToken.None);
        await using ILogProducer producer = log.CreateProducer();
        byte[] value = new byte[valueBytes];
        new Random(1).NextBytes(value);
        await AppendAsync(producer, "bench", value, producers, records / 10);

        Usage append = await Usage.OfAsync(() => AppendAsync(producer, "bench", value, producers, records));
        Usage read = await Usage.OfAsync(() => ReadAsync(log, (records + (records / 10)) * (long)valueBytes));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{valueBytes} B x {producers}: append {append.Rate(records * (double)valueBytes) / 1e6:F0} MB/s, {records / append.CpuSeconds:F0} records and {records * (double)valueBytes / append.CpuSeconds / 1e6:F0} MB per CPU s; read {read.Rate((records + (records / 10)) * (double)valueBytes) / 1e6:F0} MB/s");
    }

    /// <summary>So many records by so many producers at a time; each must be stored.</summary>
    public static Task AppendAsync(ILogProducer producer, string topic, byte[] value, int producers, int records)
    {
        int left = records;
        return Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                ProduceResult result = await producer.ProduceAsync(new ProduceRecord(topic, value), CancellationToken.None);
                if (result.Status != ProduceStatus.Stored)
                {
                    throw new InvalidOperationException(result.Message);
                }
            }
        })));
    }

    private static async Task ReadAsync(ILogClient log, long expectedBytes)
    {
        RecordingHandler handler = new();
        await using ILogConsumer consumer = log.CreateConsumer(new LogConsumerSettings("bench", [new TopicFilter("bench")]));
        await consumer.StartAsync(handler, CancellationToken.None);
        IPartitionConsumer partition = (await handler.OwnsAsync(1, CancellationToken.None))[0];
        long bytes = 0;
        for (long offset = 0; bytes < expectedBytes;)
        {
            using FetchResult result = await partition.FetchAsync(offset, BlockBytes, CancellationToken.None);
            bytes += result.Records.Sum(record => (long)record.Value.Length);
            offset = result.NextOffset;
        }
    }
}
