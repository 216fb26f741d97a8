// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>Items that no table can take, each as an export request of its own that can be repaired and sent again.</summary>
internal sealed class DeadLetterBlock : NativeBlock
{
    private readonly FixedColumn _storedAt;
    private readonly LowCardinalityColumn _signal;
    private readonly LowCardinalityColumn _reason;
    private readonly FixedColumn _eventTime;
    private readonly LowCardinalityColumn _serviceName;
    private readonly LowCardinalityColumn _topic;
    private readonly FixedColumn _partition;
    private readonly FixedColumn _startOffset;
    private readonly FixedColumn _endOffset;
    private readonly StringColumn _request;
    private readonly ProtobufWriter _writer = new();
    private byte[] _topicName = [];
    private ulong _storedAtMilliseconds;
    private int _partitionNumber = -1;
    private long _start;
    private long _end;

    internal DeadLetterBlock()
    {
        _storedAt = Add(new FixedColumn("StoredAt", "DateTime64(3)"));
        _signal = Add(new LowCardinalityColumn("Signal"));
        _reason = Add(new LowCardinalityColumn("Reason"));
        _eventTime = Add(new FixedColumn("EventTimeUnixNano", "UInt64"));
        _serviceName = Add(new LowCardinalityColumn("ServiceName"));
        _topic = Add(new LowCardinalityColumn("Topic"));
        _partition = Add(new FixedColumn("Partition", "Int32"));
        _startOffset = Add(new FixedColumn("StartOffset", "Int64"));
        _endOffset = Add(new FixedColumn("EndOffset", "Int64"));
        _request = Add(new StringColumn("Request", isText: false));
    }

    /// <summary>Rows by reason since <see cref="Clear"/>.</summary>
    internal Dictionary<string, int> CountByReason { get; } = new(StringComparer.Ordinal);

    /// <summary>What the rows that follow come from: offsets of a log, or -1 for no log.</summary>
    internal void SetSource(DateTimeOffset storedAt, string topic, int partition, long startOffset, long endOffset)
    {
        _storedAtMilliseconds = (ulong)storedAt.ToUnixTimeMilliseconds();
        _topicName = Encoding.UTF8.GetBytes(topic);
        _partitionNumber = partition;
        _start = startOffset;
        _end = endOffset;
    }

    internal void Add(Signal signal, string reason, ulong eventTime, ReadOnlySpan<byte> request, RowOrigin origin, ReadOnlySpan<byte> item)
    {
        WriteRequest(request, origin, item);
        Append(signal, reason, eventTime, origin.ServiceName, _writer.WrittenSpan);
    }

    /// <summary>Keeps a whole request that is malformed outside its items, as it came.</summary>
    internal void AddRaw(Signal signal, string reason, ReadOnlySpan<byte> request) => Append(signal, reason, 0, default, request);

    internal override void Clear()
    {
        base.Clear();
        CountByReason.Clear();
    }

    public override void Dispose()
    {
        base.Dispose();
        _writer.Dispose();
    }

    private void Append(Signal signal, string reason, ulong eventTime, ReadOnlySpan<byte> serviceName, ReadOnlySpan<byte> request)
    {
        _storedAt.AppendUInt64(_storedAtMilliseconds);
        _signal.Append(Name(signal));
        _reason.Append(Encoding.UTF8.GetBytes(reason));
        _eventTime.AppendUInt64(eventTime);
        _serviceName.Append(serviceName);
        _topic.Append(_topicName);
        _partition.AppendInt32(_partitionNumber);
        _startOffset.AppendUInt64((ulong)_start);
        _endOffset.AppendUInt64((ulong)_end);
        _request.Append(request);
        EndRow();
        CountByReason[reason] = CountByReason.GetValueOrDefault(reason) + 1;
    }

    private static ReadOnlySpan<byte> Name(Signal signal) => signal switch
    {
        Signal.Traces => "traces"u8,
        Signal.Metrics => "metrics"u8,
        Signal.Logs => "logs"u8,
        _ => "profiles"u8,
    };

    /// <summary>Resource, scope and item as they came; the three signals number these fields alike.</summary>
    private void WriteRequest(ReadOnlySpan<byte> request, RowOrigin origin, ReadOnlySpan<byte> item)
    {
        _writer.Clear();
        int resource = _writer.BeginMessage(1, item.Length);
        foreach (ByteRange message in origin.Resources)
        {
            _writer.WriteBytesField(1, message.Of(request));
        }

        int scope = _writer.BeginMessage(2, item.Length);
        foreach (ByteRange message in origin.Scopes)
        {
            _writer.WriteBytesField(1, message.Of(request));
        }

        _writer.WriteBytesField(2, item);
        WriteSchemaUrl(request, origin.ScopeSchemaUrl);
        _writer.EndMessage(scope);
        WriteSchemaUrl(request, origin.ResourceSchemaUrl);
        _writer.EndMessage(resource);
    }

    private void WriteSchemaUrl(ReadOnlySpan<byte> request, ByteRange url)
    {
        if (url.Length > 0)
        {
            _writer.WriteBytesField(3, url.Of(request));
        }
    }
}
