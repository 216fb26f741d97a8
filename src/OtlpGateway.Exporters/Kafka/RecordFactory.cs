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
internal sealed class RecordFactory(KafkaExporterOptions options, Signal signal, TopicSizes sizes, KafkaExporterMetrics metrics)
{
    /// <summary>What a record has beside key, value and headers, at most.</summary>
    private const int RecordOverhead = 64;

    private readonly KafkaSignalOptions _signalOptions = options.Of(signal);
    private readonly KafkaEncoding _encoding = options.EncodingOf(signal);
    private readonly string _topic = options.TopicOf(signal);
    private readonly Func<IRecordKeyRule>? _rule = options.KeyRuleOf(signal);
    private readonly ConcurrentBag<RecordGroups> _groups = [];

    /// <summary>
    /// The records, in the order of the items within a key. Their owner disposes them before the batch. A fault means that
    /// the batch cannot be encoded; then there are none.
    /// </summary>
    /// <param name="batch">Borrowed by the records, where they are its own bytes.</param>
    /// <param name="headerBytes">Room that each record's headers need.</param>
    public (List<OutgoingRecord> Records, WireFault Fault) Make(TelemetryBatch batch, int headerBytes)
    {
        List<OutgoingRecord> records = [];
        string? named = FromMetadata(batch, _signalOptions.TopicFromMetadataKey) is { } name && TopicName.IsValid(name) ? name : null;
        string topic = named ?? _topic;
        byte[]? key = FromMetadata(batch, _signalOptions.MessageKeyFromMetadataKey) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null;
        WireFault fault;
        if (signal == Signal.Profiles || (_rule is null && (named is not null || options.TopicFromAttribute.Length == 0)))
        {
            fault = Add(records, topic, key, batch.Bytes, null, batch.ItemCount, headerBytes);
        }
        else
        {
            fault = AddGroups(records, batch, topic, named is not null, key, headerBytes);
        }

        if (fault != WireFault.None)
        {
            records.ForEach(record => record.Dispose());
            records.Clear();
        }

        return (records, fault);
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

    private WireFault AddGroups(List<OutgoingRecord> records, TelemetryBatch batch, string topic, bool fixedTopic, byte[]? key, int headerBytes)
    {
        RecordGroups groups = _groups.TryTake(out RecordGroups? kept) ? kept : new RecordGroups(options.TopicFromAttribute, _rule?.Invoke());
        RecordGroups.Grouping grouping = groups.Begin(topic, fixedTopic);
        List<(PooledBuffer Buffer, int Items, int Group)> parts = [];
        RequestSplitter.Split(signal, batch.Bytes.Span, PartLimits.None, ref grouping, (part, items, group) => parts.Add((part, items, group)));
        WireFault fault = WireFault.None;
        foreach ((PooledBuffer buffer, int items, int group) in parts)
        {
            if (fault == WireFault.None)
            {
                fault = Add(records, groups.TopicOf(group), groups.KeyOf(group) ?? key, buffer.Memory, buffer, items, headerBytes);
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
        List<OutgoingRecord> records, string topic, byte[]? key, ReadOnlyMemory<byte> request, PooledBuffer? owner, int items, int headerBytes)
    {
        if (_encoding == KafkaEncoding.Raw)
        {
            AddBodies(records, topic, key, request.Span);
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
        OutgoingRecord record = new(topic, key, request, value, items, canSplit, [owner, json]);
        int room = Math.Max(1, sizes.LimitOf(topic) - headerBytes - (key?.Length ?? 0) - RecordOverhead);
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
                fault = Add(records, record.Topic, record.Key, buffer.Memory, buffer, items, headerBytes);
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
    private void AddBodies(List<OutgoingRecord> records, string topic, byte[]? key, ReadOnlySpan<byte> request)
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
            records.Add(new OutgoingRecord(topic, key, body, body, 1, CanSplit: false, []));
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
}
