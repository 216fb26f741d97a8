// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Testing.Kafka;

namespace OtlpGateway.Benchmarks.Log;

/// <summary>
/// The Kafka client: acknowledged production, then reading what the brokers still have. The brokers are librdkafka's own
/// in another process, so that the processor time is the client's.
/// </summary>
internal sealed class KafkaLogBenchmarks : IBenchmarkGroup
{
    internal const string Topic = "bench";
    private const int Partitions = 8;
    private const int BlockBytes = 8 << 20;
    private const int ReadRounds = 8;

    public string Name => "kafka";

    /// <summary>The other process: says where the brokers are, and ends with its input.</summary>
    public static int RunBrokers()
    {
        using MockKafkaCluster brokers = MockKafkaCluster.Start();
        brokers.CreateTopic(Topic, Partitions);
        Console.WriteLine(string.Join(',', brokers.BootstrapServers));
        Console.In.ReadToEnd();
        return 0;
    }

    /// <summary>Brokers in another process, whose first line says where they are. The caller kills it.</summary>
    internal static Process StartBrokers() => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(KafkaLogBenchmarks).Assembly.Location, "kafka-brokers"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    public void Run(BenchmarkRunner runner)
    {
        runner.Report("kafka.large", () => MeasureAsync(350_000, producers: 16, records: 3_000).GetAwaiter().GetResult());
        runner.Report("kafka.small", () => MeasureAsync(700, producers: 256, records: 100_000).GetAwaiter().GetResult());
    }

    private static async Task<string> MeasureAsync(int valueBytes, int producers, int records)
    {
        using Process brokers = StartBrokers();
        try
        {
            string servers = await brokers.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("There are no brokers.");
            return await MeasureAsync(servers.Split(','), valueBytes, producers, records);
        }
        finally
        {
            brokers.Kill();
        }
    }

    private static async Task<string> MeasureAsync(string[] servers, int valueBytes, int producers, int records)
    {
        if (!LogAddress.TryParse(servers, out LogAddress? address, out string error))
        {
            throw new InvalidOperationException(error);
        }

        using Meter meter = new("kafka-bench");
        await using ILogClient log = await new KafkaLogs(TimeProvider.System, meter, NullLogger.Instance).OpenAsync(address, null, CancellationToken.None);
        await using ILogProducer producer = log.CreateProducer();
        byte[] value = new byte[valueBytes];
        new Random(1).NextBytes(value);
        await LogBenchmarks.AppendAsync(producer, Topic, value, producers, records / 10);

        Usage produce = await Usage.OfAsync(() => LogBenchmarks.AppendAsync(producer, Topic, value, producers, records));
        await ReadAsync(log);
        long read = 0;
        Usage consume = await Usage.OfAsync(async () =>
        {
            for (int i = 0; i < ReadRounds; i++)
            {
                read += await ReadAsync(log);
            }
        });
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{valueBytes} B x {producers}: produce {produce.Rate(records * (double)valueBytes) / 1e6:F0} MB/s, {records / produce.CpuSeconds:F0} records and {records * (double)valueBytes / produce.CpuSeconds / 1e6:F0} MB per CPU s, {produce.AllocatedBytes / records} B allocated a record; read {read * (double)valueBytes / consume.CpuSeconds / 1e6:F0} MB per CPU s");
    }

    /// <summary>Everything that the brokers have, once; how many records that is.</summary>
    private static async Task<long> ReadAsync(ILogClient log)
    {
        await using ITopicReader topic = await log.OpenTopicAsync(Topic, CancellationToken.None) ?? throw new InvalidOperationException("There is no topic.");
        long records = 0;
        await Task.WhenAll(topic.Partitions.Select(async partition =>
        {
            long end = await partition.GetEndOffsetAsync(CancellationToken.None);
            for (long offset = await partition.GetStartOffsetAsync(CancellationToken.None); offset < end;)
            {
                using FetchResult result = await partition.FetchAsync(offset, BlockBytes, CancellationToken.None);
                Interlocked.Add(ref records, result.Records.Count);
                offset = result.NextOffset;
            }
        }));
        return records;
    }
}
