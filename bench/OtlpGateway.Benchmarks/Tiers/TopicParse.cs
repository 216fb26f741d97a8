// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;

namespace OtlpGateway.Benchmarks.Tiers;

/// <summary>
/// What Google.Protobuf takes to parse the very messages that stand on a topic: prints spans per CPU second, garbage
/// included. Arguments: brokers, topic.
/// </summary>
internal static class TopicParse
{
    private const int FetchBytes = 8 << 20;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string brokers, string topic)
    {
        if (!LogAddress.TryParse(brokers.Split(','), out LogAddress? address, out string error))
        {
            Console.Error.WriteLine(error);
            return 2;
        }

        List<byte[]> messages = await ReadAsync(address, topic);
        if (messages.Count == 0)
        {
            Console.Error.WriteLine($"{topic} has no messages");
            return 1;
        }

        _ = Parse(messages, WarmUp);
        Console.WriteLine((long)Parse(messages, Measured));
        return 0;
    }

    private static async Task<List<byte[]>> ReadAsync(LogAddress address, string name)
    {
        using Meter meter = new("topic-parse");
        await using ILogClient log = await new KafkaLogs(TimeProvider.System, meter, NullLogger.Instance).OpenAsync(address, null, CancellationToken.None);
        await using ITopicReader topic = await log.OpenTopicAsync(name, CancellationToken.None) ?? throw new InvalidOperationException($"there is no topic {name}");
        List<byte[]> messages = [];
        foreach (IPartitionReader partition in topic.Partitions)
        {
            long start = await partition.GetStartOffsetAsync(CancellationToken.None);
            if (start < await partition.GetEndOffsetAsync(CancellationToken.None))
            {
                using FetchResult fetched = await partition.FetchAsync(start, FetchBytes, CancellationToken.None);
                messages.AddRange(fetched.Records.Select(record => record.Value.ToArray()));
            }
        }

        return messages;
    }

    private static double Parse(List<byte[]> messages, TimeSpan cpu)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        long spans = 0;
        for (int i = 0; Environment.CpuUsage.TotalTime - start < cpu; i++)
        {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.Parser.ParseFrom(messages[i % messages.Count]);
            spans += request.ResourceSpans.Sum(resource => resource.ScopeSpans.Sum(scope => scope.Spans.Count));
        }

        return spans / (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }
}
