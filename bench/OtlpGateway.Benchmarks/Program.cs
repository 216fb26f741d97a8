// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Benchmarks.ClickHouse;
using OtlpGateway.Benchmarks.Exporters;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Benchmarks.Json;
using OtlpGateway.Benchmarks.Log;
using OtlpGateway.Benchmarks.Processors;
using OtlpGateway.Benchmarks.Receiver;
using OtlpGateway.Benchmarks.RemoteWrite;
using OtlpGateway.Benchmarks.Tiers;
using OtlpGateway.Benchmarks.Wire;

if (args is ["receiver-client", .. string[] clientArgs])
{
    return await ReceiverClient.RunAsync(clientArgs);
}

if (args is ["kafka-brokers"])
{
    return KafkaLogBenchmarks.RunBrokers();
}

if (args is ["parse-topic", string brokers, string topic])
{
    return await TopicParse.RunAsync(brokers, topic);
}

if (BenchmarkSettings.Parse(args) is not { } settings)
{
    Console.Error.WriteLine("usage: OtlpGateway.Benchmarks [filter] [--rounds N] [--round-ms N]");
    return 2;
}

IBenchmarkGroup[] groups =
[
    new WireBenchmarks(),
    new ProcessorBenchmarks(),
    new RedactionBenchmarks(),
    new CardinalityBenchmarks(),
    new ReceiverBenchmarks(),
    new OtlpExporterBenchmarks(),
    new KafkaRecordBenchmarks(),
    new RemoteWriteBenchmarks(),
    new JsonBenchmarks(),
    new ReaggregateBenchmarks(),
    new CheckpointBenchmarks(),
    new LogBenchmarks(),
    new KafkaLogBenchmarks(),
    new ClickHouseBenchmarks(),
    new InsertBodyBenchmarks(),
    new TierBenchmarks(),
];

var runner = new BenchmarkRunner(settings, AllocationBudgets.Load(), Console.Out);
foreach (IBenchmarkGroup group in groups)
{
    if (runner.Wants(group.Name + "."))
    {
        group.Run(runner);
    }
}

if (runner.Measured == 0)
{
    Console.Error.WriteLine($"no benchmark's name contains '{settings.Filter}'");
    return 2;
}

return runner.OverBudget == 0 ? 0 : 1;
