// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Log.Embedded;
using OtlpGateway.Log.Partitions;
using OtlpGateway.Log.Topics;

namespace OtlpGateway.Log;

/// <summary>The instruments of the embedded log. Labels are topics, partitions and groups: as many as are configured.</summary>
internal sealed class LogMetrics : ILogObserver
{
    private static readonly InstrumentAdvice<double> FlushBuckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<long> GroupBuckets = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _writeFailures;
    private readonly Counter<long> _tornBytes;
    private readonly Counter<long> _damagedRecords;
    private readonly Counter<long> _removedBytes;
    private readonly Histogram<double> _flushDuration;
    private readonly Histogram<long> _groupRecords;

    public LogMetrics(Meter meter)
    {
        _meter = meter;
        _records = meter.CreateCounter<long>("otlpgateway_log_appended_records", "{record}", "Records made durable.");
        _bytes = meter.CreateCounter<long>("otlpgateway_log_appended_bytes", "By", "Bytes made durable, heads included.");
        _writeFailures = meter.CreateCounter<long>("otlpgateway_log_write_failures", "{failure}", "Failed writes, flushes and new files.");
        _tornBytes = meter.CreateCounter<long>("otlpgateway_log_torn_bytes", "By", "Bytes of unfinished writes cut at start.");
        _damagedRecords = meter.CreateCounter<long>("otlpgateway_log_damaged_records", "{record}", "Records that readers could not read.");
        _removedBytes = meter.CreateCounter<long>("otlpgateway_log_removed_bytes", "By", "Bytes that retention removed.");
        _flushDuration = meter.CreateHistogram("otlpgateway_log_fsync_duration_seconds", "s", "Time of one flush to the medium.", null, FlushBuckets);
        _groupRecords = meter.CreateHistogram("otlpgateway_log_group_commit_records", "{record}", "Records that shared one flush.", null, GroupBuckets);
    }

    /// <summary>Adds the gauges over the open logs.</summary>
    public void Watch(Func<IReadOnlyList<EmbeddedLog>> logs)
    {
        _meter.CreateObservableGauge("otlpgateway_log_start_offset", () => Each(logs, partition => partition.StartOffset), "{offset}", "First offset that is there.");
        _meter.CreateObservableGauge("otlpgateway_log_end_offset", () => Each(logs, partition => partition.EndOffset), "{offset}", "Offset behind the last durable record.");
        _meter.CreateObservableGauge("otlpgateway_log_bytes", () => Each(logs, partition => partition.Bytes), "By", "Bytes of all durable records.");
        _meter.CreateObservableGauge("otlpgateway_log_group_lag", () => Lags(logs), "{record}", "Records that a consumer group has not finished.");
    }

    public void Committed(string topic, int records, long bytes, TimeSpan flush)
    {
        KeyValuePair<string, object?> label = new("topic", topic);
        _records.Add(records, label);
        _bytes.Add(bytes, label);
        _flushDuration.Record(flush.TotalSeconds, label);
        _groupRecords.Record(records, label);
    }

    public void WriteFailed(string topic) => _writeFailures.Add(1, new KeyValuePair<string, object?>("topic", topic));

    public void TornTail(string topic, long bytes) => _tornBytes.Add(bytes, new KeyValuePair<string, object?>("topic", topic));

    public void Damaged(string topic, long records) => _damagedRecords.Add(records, new KeyValuePair<string, object?>("topic", topic));

    public void Removed(string topic, long bytes) => _removedBytes.Add(bytes, new KeyValuePair<string, object?>("topic", topic));

    private static IEnumerable<Measurement<long>> Each(Func<IReadOnlyList<EmbeddedLog>> logs, Func<Partition, long> value)
    {
        foreach (EmbeddedLog log in logs())
        {
            foreach (Partition partition in log.Topics.SelectMany(topic => topic.Partitions))
            {
                yield return new Measurement<long>(
                    value(partition),
                    new("topic", partition.Settings.Topic),
                    new("partition", partition.Settings.Number));
            }
        }
    }

    private static IEnumerable<Measurement<long>> Lags(Func<IReadOnlyList<EmbeddedLog>> logs)
    {
        foreach (EmbeddedLog log in logs())
        {
            foreach (Topic topic in log.Topics)
            {
                foreach ((string group, int partition, long lag) in Lags(log, topic))
                {
                    yield return new Measurement<long>(lag, new("group", group), new("topic", topic.Name), new("partition", partition));
                }
            }
        }
    }

    private static IEnumerable<(string Group, int Partition, long Lag)> Lags(EmbeddedLog log, Topic topic) =>
        from @group in log.Offsets.Groups
        where log.Offsets.IsRegistered(@group, topic.Name)
        from partition in topic.Partitions
        let number = partition.Settings.Number
        let finished = Math.Max(log.Offsets.Committed(@group, topic.Name, number) ?? 0, partition.StartOffset)
        select (@group, number, Math.Max(0, partition.EndOffset - finished));
}
