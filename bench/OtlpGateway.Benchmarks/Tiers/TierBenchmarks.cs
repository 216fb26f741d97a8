// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.ClickHouse.Rows;
using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Benchmarks.Tiers;

/// <summary>
/// What the consumer tier itself does to a record between the Kafka client and the engine: checked, joined to a block, and
/// the block to sealed columns; against Google.Protobuf parsing the same records. The clients' and the engine's share is
/// in <c>scripts/bench-e2e.sh kafka</c>.
/// </summary>
internal sealed class TierBenchmarks : IBenchmarkGroup
{
    private const int Records = 20;
    private const int SpansPerRecord = 500;

    public string Name => "tiers";

    public void Run(BenchmarkRunner runner)
    {
        byte[][] values = [.. Enumerable.Range(0, Records).Select(seed => SampleTraces.Make(SpansPerRecord, seed).ToByteArray())];
        LogRecord[] records = [.. values.Select((value, offset) => new LogRecord(offset, DateTimeOffset.UnixEpoch, default, value, []))];
        Workload work = new(Records * SpansPerRecord, values.Sum(value => (long)value.Length));
        using Meter meter = new("tiers");
        BlockBudget budget = new(1L << 30, meter, new ComponentId("kafka", ""));
        RecordDecoder decoder = new(Signal.Traces, RecordEncoding.Default, isOwnLog: false, new HeaderExtraction(new KafkaHeaderExtractionOptions()));
        using TraceRows rows = new();
        runner.Ratio(
            "tiers.kafka-to-columns",
            work,
            () => Consume(records, decoder, budget, rows),
            () =>
            {
                foreach (byte[] value in values)
                {
                    ExportTraceServiceRequest.Parser.ParseFrom(value);
                }
            });
    }

    private static void Consume(LogRecord[] records, RecordDecoder decoder, BlockBudget budget, TraceRows rows)
    {
        using Block block = new(0, budget);
        block.MakeRoom(records, int.MaxValue);
        foreach (LogRecord record in records)
        {
            block.Add(record, decoder);
        }

        using TelemetryBatch batch = block.ToBatch(Signal.Traces, ClientContext.None, null);
        rows.Clear();
        int rest = rows.Fill(batch.Bytes.Span, 0, new EventTimeLimits(0, ulong.MaxValue));
        rows.Blocks[0].Seal();
        if (rest != -1 || rows.Blocks[0].RowCount != Records * SpansPerRecord)
        {
            throw new InvalidOperationException($"{rows.Blocks[0].RowCount} spans became rows");
        }
    }
}
