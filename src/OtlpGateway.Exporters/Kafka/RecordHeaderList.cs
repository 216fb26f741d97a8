// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>Makes the headers of a batch's records.</summary>
internal sealed class RecordHeaderList
{
    private readonly List<LogHeader> _fixed = [];
    private readonly List<string> _metadataKeys;
    private readonly Signal _signal;
    private readonly bool _isOwnLog;

    public RecordHeaderList(KafkaExporterOptions options, Signal signal)
    {
        _signal = signal;
        _isOwnLog = options.Client.IsEmbedded;
        _metadataKeys = [.. options.IncludeMetadataKeys.Select(key => key.ToLowerInvariant())];
        if (options.SignalHeader)
        {
            _fixed.Add(new LogHeader(RecordHeaders.Signal, Encoding.UTF8.GetBytes(signal.DataType())));
        }

        foreach ((string name, string value) in options.RecordHeaders)
        {
            _fixed.Add(new LogHeader(name, Encoding.UTF8.GetBytes(value)));
        }
    }

    /// <summary>The headers that all records of the batch have.</summary>
    public List<LogHeader> Common(TelemetryBatch batch)
    {
        List<LogHeader> headers = [.. _fixed];
        foreach (string key in _metadataKeys)
        {
            if (batch.Client.Metadata.TryGetValue(key, out IReadOnlyList<string>? values))
            {
                headers.AddRange(values.Select(value => new LogHeader(key, Encoding.UTF8.GetBytes(value))));
            }
        }

        return headers;
    }

    /// <summary>Most bytes that the headers of one record of the batch take.</summary>
    public int BytesOf(TelemetryBatch batch, List<LogHeader> common)
    {
        const int OwnHeaders = 128;
        int bytes = OwnHeaders + (_isOwnLog ? batch.RequestHashes.Length * RequestMarks.HashSize : 0);
        foreach (LogHeader header in common)
        {
            bytes += Encoding.UTF8.GetMaxByteCount(header.Name.Length) + header.Value.Length;
        }

        return bytes;
    }

    /// <summary>
    /// The headers of one record. What the gateway tells itself stands only in its own log: in Kafka it would have to
    /// believe whoever else writes there.
    /// </summary>
    /// <param name="mark">Says which part of the batch the record is; null when it is not known again.</param>
    public IReadOnlyList<LogHeader> For(OutgoingRecord record, List<LogHeader> common, LogHeader? mark)
    {
        if (!_isOwnLog)
        {
            return common;
        }

        byte[] items = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(items, record.Items);
        List<LogHeader> headers = new(common.Count + 2) { new LogHeader(RecordHeaders.Items, items) };
        if (mark is { } part)
        {
            headers.Add(part);
        }

        headers.AddRange(common);
        return headers;
    }

    /// <summary>What marks each record of a batch that is about to be stored; none for a batch that no client sends again.</summary>
    public LogHeader?[] Marks(TelemetryBatch batch, int records) =>
        _isOwnLog && !batch.RequestHashes.IsEmpty ? RequestMarks.Make(_signal, batch, records) : new LogHeader?[records];
}
