// SPDX-License-Identifier: Apache-2.0

// Appends to the log in the directory that is its argument until it is killed, and says on standard output what was
// answered as stored: "partition offset value". The kill tests compare that with what is there afterwards. With "member"
// it is a member of a consumer group instead: see GroupMember.
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;

if (args is ["member", string brokers, string topic, string group])
{
    return await OtlpGateway.Log.Appender.GroupMember.RunAsync(brokers, topic, group);
}

const int Producers = 16;
using Meter meter = new("appender");
await using EmbeddedLogs logs = new(TimeProvider.System, meter, NullLogger.Instance);
try
{
    EmbeddedLogOptions options = new() { Topics = new TopicOptions { Partitions = 2, SegmentBytes = 4 << 20 } };
    await using ILogClient log = await logs.OpenAsync(LogAddress.Embedded(args[0]), options, CancellationToken.None);
    await using ILogProducer producer = log.CreateProducer();
    Lock output = new();
    using Stream stdout = Console.OpenStandardOutput();
    await Task.WhenAll(Enumerable.Range(0, Producers).Select(number => Task.Run(() => ProduceAsync(producer, number, output, stdout))));
    return 0;
}
catch (LogInUseException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}

static async Task ProduceAsync(ILogProducer producer, int number, Lock output, Stream stdout)
{
    for (int i = 0; ; i++)
    {
        // The sizes differ, so that a torn write is torn anywhere.
        string value = $"{number}-{i}";
        byte[] bytes = Encoding.ASCII.GetBytes(value.PadRight(20 + (number * i * 37 % 20_000), '.'));
        ProduceResult result = await producer.ProduceAsync(new ProduceRecord("killed", bytes), CancellationToken.None);
        if (result.Status == ProduceStatus.Stored)
        {
            byte[] line = Encoding.ASCII.GetBytes($"{result.Partition} {result.Offset} {value}\n");
            lock (output)
            {
                stdout.Write(line);
                stdout.Flush();
            }
        }
    }
}
