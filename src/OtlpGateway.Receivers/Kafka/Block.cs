// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Records of one partition, in a row, as one request: the values of its records one behind the other. Owns its memory
/// until <see cref="ToBatch"/>, which hands it on; its share of the budget until it is disposed, after the batch.
/// </summary>
internal sealed class Block(long start, BlockBudget budget) : IDisposable
{
    private readonly ProtobufWriter _bytes = new(256);
    private readonly List<BlockRecord> _records = [];
    private readonly List<PoisonRecord> _poison = [];
    private long _share;
    private long _poisonBytes;
    private int _reserved;

    public long Start { get; } = start;

    /// <summary>The offset behind its last record.</summary>
    public long End { get; private set; } = start;

    public int Items { get; private set; }

    public int RejectedItems { get; private set; }

    /// <summary>Bytes of the request.</summary>
    public int Bytes => _bytes.Length;

    /// <summary>Bytes of the request and of the records that are none.</summary>
    public long HeldBytes => _bytes.Length + _poisonBytes;

    public IReadOnlyList<BlockRecord> Records => _records;

    /// <summary>Records that are no request; they are not part of the batch.</summary>
    public IReadOnlyList<PoisonRecord> Poison => _poison;

    /// <summary>Nothing more is to be added: the next record would make it too large.</summary>
    public bool IsClosed { get; private set; }

    public bool IsEmpty => End == Start;

    public bool IsReserved => _reserved > 0;

    public RecordVerdict Add(in LogRecord record, RecordDecoder decoder)
    {
        int at = _bytes.Length;
        RecordVerdict verdict = decoder.Append(record, _bytes);
        if (verdict.IsPoison)
        {
            _poison.Add(new PoisonRecord(record.Offset, record.Value.ToArray(), verdict.Fault));
            _poisonBytes += record.Value.Length;
        }
        else
        {
            _records.Add(new BlockRecord(record.Offset, at, _bytes.Length - at, verdict.Items));
        }

        Items += verdict.Items;
        RejectedItems += verdict.RejectedItems;
        End = record.Offset + 1;
        return verdict;
    }

    /// <summary>
    /// Room for what comes next: of its own share first, then of what is free in the budget, at most
    /// <paramref name="wanted"/>; zero when that is less than <paramref name="least"/>.
    /// </summary>
    public int TryGrow(int wanted, int least)
    {
        int own = (int)Math.Clamp(_share - HeldBytes, 0, wanted);
        int granted = own < wanted ? budget.TakeFree(wanted - own, Math.Max(0, least - own)) : 0;
        _share += granted;
        return own + granted >= least ? own + granted : 0;
    }

    /// <summary>Takes a share in any case.</summary>
    public void Grow(int bytes)
    {
        budget.Take(bytes);
        _share += bytes;
    }

    /// <summary>
    /// Makes the share what the block really holds: arrays come in powers of two. Of one that was reserved only what is
    /// filled is ever touched.
    /// </summary>
    public void SettleShare()
    {
        long held = (_bytes.Length <= _reserved ? _reserved : BitOperations.RoundUpToPowerOf2((uint)_bytes.Length)) + _poisonBytes;
        budget.Take(held - _share);
        _share = held;
    }

    /// <summary>Makes room for records that are there, so that the bytes are copied at most once more for all of them.</summary>
    public void MakeRoom(IReadOnlyList<LogRecord> records, int mostBytes)
    {
        long bytes = 0;
        for (int i = 0; i < records.Count; i++)
        {
            bytes += records[i].Value.Length;
        }

        _bytes.EnsureRoom((int)Math.Clamp(bytes, 0, Math.Max(0, mostBytes - HeldBytes)));
    }

    /// <summary>Makes room for so many bytes more, which are known to come, so that they are not copied as they grow.</summary>
    public void Reserve(int bytes)
    {
        _bytes.EnsureRoom(bytes);
        _reserved = _bytes.Length + bytes;
    }

    public void Close() => IsClosed = true;

    /// <summary>Takes offsets into the block that have no readable record.</summary>
    public void Skip(long nextOffset) => End = nextOffset;

    /// <summary>The batch of all records; the caller disposes it. The block is without bytes afterwards.</summary>
    public TelemetryBatch ToBatch(Signal signal, ClientContext client, LogRange? range)
    {
        PooledBuffer buffer = _bytes.Detach(0);
        return TelemetryBatch.Create(signal, buffer, Items, client, default, range);
    }

    public void Dispose()
    {
        budget.Take(-_share);
        _share = 0;
        _bytes.Dispose();
    }
}

/// <summary>Where one record's request stands in a block.</summary>
internal readonly record struct BlockRecord(long Offset, int At, int Length, int Items);

/// <summary>A record that is no request.</summary>
internal readonly record struct PoisonRecord(long Offset, byte[] Value, string Fault);
