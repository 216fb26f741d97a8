// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Splitting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// Makes the records of a batch: one, of the batch's own bytes, where nothing asks for more; else one for each topic and
/// key, encoded, and split where it is too large. Thread-safe.
/// </summary>
internal sealed class RecordFactory(
    KafkaExporterOptions options, Signal signal, TopicSizes sizes, KafkaExporterMetrics metrics, TopicPartitions? partitions)
{
    /// <summary>What a record has beside key, value and headers, at most.</summary>
    private const int RecordOverhead = 64;

    private readonly KafkaSignalOptions _signalOptions = options.Of(signal);
    private readonly KafkaEncoding _encoding = options.EncodingOf(signal);
    private readonly string _topic = options.TopicOf(signal);
    private readonly Func<IRecordKeyRule>? _rule = partitions is { } known ? () => new MetricPartitions(known) : options.KeyRuleOf(signal);
    private readonly ConcurrentBag<RecordGroups> _groups = [];

    /// <summary>
    /// The records, in the order of the items within a key. Their owner disposes them before the batch. A fault means that
    /// the batch cannot be encoded, and unknown topics that their partitions must be known first; then there are none.
    /// </summary>
    /// <param name="batch">Borrowed by the records, where they are its own bytes.</param>
    /// <param name="headerBytes">Room that each record's headers need.</param>
    public (List<OutgoingRecord> Records, WireFault Fault, List<string> UnknownTopics) Make(TelemetryBatch batch, int headerBytes)
    {
        List<OutgoingRecord> records = [];
        string? named = FromMetadata(batch, _signalOptions.TopicFromMetadataKey) is { } name && TopicName.IsValid(name) ? name : null;
        string topic = named ?? _topic;
        byte[]? key = FromMetadata(batch, _signalOptions.MessageKeyFromMetadataKey) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null;
        bool oneTopic = named is not null || options.TopicFromAttribute.Length == 0;
        if (oneTopic && partitions is not null && partitions.CountOf(topic) is null)
        {
            return ([], WireFault.None, [topic]);
        }

        List<string> unknown = [];
        WireFault fault;
        if (signal == Signal.Profiles || (oneTopic && HasOnePlace(topic)))
        {
            fault = Add(records, new Place(topic, key, null), batch.Bytes, null, batch.ItemCount, headerBytes);
        }
        else
        {
            fault = AddGroups(records, unknown, batch, new Place(topic, key, null), named is not null, headerBytes);
        }

        if (fault != WireFault.None || unknown.Count > 0)
        {
            records.ForEach(record => record.Dispose());
            records.Clear();
        }

        return (records, fault, unknown);
    }

    /// <summary>Makes smaller records of one that the log refused; it is disposed.</summary>
    public List<OutgoingRecord> Halve(OutgoingRecord record, int headerBytes)
    {
        List<OutgoingRecord> parts = [];
        using (record)
        {
            Split(parts, record, Math.Max(1, record.Request.Length / 2), headerBytes);
        }

        return parts;
    }

    /// <summary>Whether all items of a request go to one record of the topic.</summary>
    private bool HasOnePlace(string topic) => _rule is null || partitions?.CountOf(topic) == 1;

    private WireFault AddGroups(
        List<OutgoingRecord> records, List<string> unknown, TelemetryBatch batch, Place common, bool fixedTopic, int headerBytes)
    {
        RecordGroups groups = _groups.TryTake(out RecordGroups? kept) ? kept : new RecordGroups(options.TopicFromAttribute, _rule?.Invoke());
        RecordGroups.Grouping grouping = groups.Begin(common.Topic, fixedTopic);
        List<(PooledBuffer Buffer, int Items, int Group)> parts = [];
        RequestSplitter.Split(signal, batch.Bytes.Span, PartLimits.None, ref grouping, (part, items, group) => parts.Add((part, items, group)));
        WireFault fault = WireFault.None;
        foreach ((PooledBuffer buffer, int items, int group) in parts)
        {
            Place place = new(groups.TopicOf(group), groups.KeyOf(group) ?? common.Key, groups.PartitionOf(group));
            if (partitions is not null && partitions.CountOf(place.Topic) is null && !unknown.Contains(place.Topic))
            {
                unknown.Add(place.Topic);
            }

            if (fault == WireFault.None && unknown.Count == 0)
            {
                fault = Add(records, place, buffer.Memory, buffer, items, headerBytes);
            }
            else
            {
                buffer.Dispose();
            }
        }

        _groups.Add(groups);
        return fault;
    }

    /// <summary>Adds a part of the request as one record, or as several. Takes over its owner.</summary>
    private WireFault Add(
        List<OutgoingRecord> records, Place place, ReadOnlyMemory<byte> request, PooledBuffer? owner, int items, int headerBytes)
    {
        if (_encoding == KafkaEncoding.Raw)
        {
            AddBodies(records, place, request.Span);
            owner?.Dispose();
            return WireFault.None;
        }

        ReadOnlyMemory<byte> value = request;
        PooledBuffer? json = null;
        if (_encoding == KafkaEncoding.OtlpJson)
        {
            (json, WireFault fault) = Encode(request.Span);
            if (json is null)
            {
                owner?.Dispose();
                return fault;
            }

            value = json.Memory;
        }

        bool canSplit = items > 1 && signal != Signal.Profiles;
        OutgoingRecord record = new(place.Topic, place.Key, place.Partition, request, value, items, canSplit, [owner, json]);
        int room = Math.Max(1, sizes.LimitOf(place.Topic) - headerBytes - (place.Key?.Length ?? 0) - RecordOverhead);
        if (value.Length <= room || !canSplit)
        {
            records.Add(record);
            return WireFault.None;
        }

        using (record)
        {
            // JSON is larger than protobuf by a factor that its items share, more or less.
            long fitting = _encoding == KafkaEncoding.OtlpProto ? room : (long)request.Length * room / value.Length * 9 / 10;
            return Split(records, record, (int)Math.Clamp(fitting, 1, request.Length - 1), headerBytes);
        }
    }

    private WireFault Split(List<OutgoingRecord> records, OutgoingRecord record, int maxBytes, int headerBytes)
    {
        List<(PooledBuffer Buffer, int Items)> parts = [];
        RequestSplitter.Split(signal, record.Request.Span, int.MaxValue, maxBytes, (part, items) => parts.Add((part, items)));
        WireFault fault = WireFault.None;
        foreach ((PooledBuffer buffer, int items) in parts)
        {
            if (fault == WireFault.None)
            {
                fault = Add(records, new Place(record.Topic, record.Key, record.Partition), buffer.Memory, buffer, items, headerBytes);
            }
            else
            {
                buffer.Dispose();
            }
        }

        return fault;
    }

    private (PooledBuffer? Json, WireFault Fault) Encode(ReadOnlySpan<byte> request)
    {
        using ProtobufWriter writer = new(Math.Max(256, request.Length * 2));
        WireFault fault = OtlpJsonWriter.Write(signal, request, writer);
        return fault == WireFault.None ? (writer.Detach(0), fault) : (null, fault);
    }

    /// <summary>One record for each log record that has a body; they share one buffer.</summary>
    private void AddBodies(List<OutgoingRecord> records, Place place, ReadOnlySpan<byte> request)
    {
        using ProtobufWriter bodies = new(Math.Max(256, request.Length));
        List<int> ends = [];
        foreach (ResourceItemsCursor resource in ExportRequest.Resources(request))
        {
            foreach (ScopeItemsCursor scope in resource.Scopes)
            {
                foreach (LogRecordCursor log in scope.LogRecords)
                {
                    LogBodyText.Write(log.Body, bodies);
                    ends.Add(bodies.Length);
                }
            }
        }

        PooledBuffer buffer = bodies.Detach(0);
        int start = 0;
        int first = records.Count;
        foreach (int end in ends)
        {
            if (end == start)
            {
                metrics.EmptyBody();
                continue;
            }

            ReadOnlyMemory<byte> body = buffer.Memory[start..end];
            records.Add(new OutgoingRecord(place.Topic, place.Key, place.Partition, body, body, 1, CanSplit: false, []));
            start = end;
        }

        if (records.Count == first)
        {
            buffer.Dispose();
            return;
        }

        // The last of them gives the bytes back, when all are done with.
        records[^1] = records[^1] with { Owners = [buffer] };
    }

    private static string? FromMetadata(TelemetryBatch batch, string key) =>
        key.Length > 0
        && batch.Client.Metadata.TryGetValue(key.ToLowerInvariant(), out IReadOnlyList<string>? values)
        && values.Count > 0
            ? values[0]
            : null;

    /// <param name="Topic">Where a record goes.</param>
    /// <param name="Key">Its key; null when it has none.</param>
    /// <param name="Partition">Null when the log chooses.</param>
    private readonly record struct Place(string Topic, byte[]? Key, int? Partition);
}
