// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Checkpoints;

/// <summary>A state with the offset it stands for. Thread-safe.</summary>
internal sealed class MergedData(IMergedState state, long offset) : IDisposable
{
    private const int MinSnapshotBytes = 1 << 12;

    private readonly Lock _gate = new();
    private readonly IMergedState _state = state;
    private long _offset = offset;
    private long _unsavedBytes;
    private int _snapshotBytes;

    /// <summary>It stands for everything before.</summary>
    public long Offset
    {
        get
        {
            lock (_gate)
            {
                return _offset;
            }
        }
    }

    /// <summary>Bytes of requests since the last snapshot.</summary>
    public long UnsavedBytes
    {
        get
        {
            lock (_gate)
            {
                return _unsavedBytes;
            }
        }
    }

    /// <summary>Sets how many partitions the log's topic has; how many it had before, or 0 when that is not known.</summary>
    public int SetLogPartitions(int partitions)
    {
        lock (_gate)
        {
            int before = _state.LogPartitions;
            _state.LogPartitions = partitions;
            return before;
        }
    }

    public void Ingest(TelemetryBatch batch, DateTimeOffset storedAt)
    {
        lock (_gate)
        {
            _state.Ingest(batch.Bytes.Span, storedAt);
            _unsavedBytes += batch.Bytes.Length;
            _offset = batch.Range?.End ?? _offset;
        }
    }

    public void Passed(long nextOffset)
    {
        lock (_gate)
        {
            _offset = Math.Max(_offset, nextOffset);
        }
    }

    /// <summary>What is to be given out; the caller disposes it.</summary>
    /// <param name="time">What it is stamped with.</param>
    /// <param name="upToDate">Until when everything that was stored is known to be in it; null where that is not known.</param>
    public Emission Emit(DateTimeOffset time, DateTimeOffset? upToDate)
    {
        using ProtobufWriter writer = new();
        lock (_gate)
        {
            if (upToDate is { } now)
            {
                _state.Advance(now);
            }

            int items = _state.Emit(time, writer);
            return new Emission(writer.Detach(0), items, _offset, time);
        }
    }

    public void EmissionFailed()
    {
        lock (_gate)
        {
            _state.EmissionFailed();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _state.Dispose();
        }
    }

    /// <summary>All of it as bytes, which the caller disposes.</summary>
    public (PooledBuffer State, long Offset) Snapshot()
    {
        // As large as the last one and some more: growing would copy all of it while nothing can be merged.
        using ProtobufWriter writer = new((int)Math.Clamp(_snapshotBytes * 9L / 8, MinSnapshotBytes, Array.MaxLength));
        lock (_gate)
        {
            _state.Snapshot(writer);
            _snapshotBytes = writer.Length;
            _unsavedBytes = 0;
            return (writer.Detach(0), _offset);
        }
    }
}

/// <summary>One request to be given out.</summary>
/// <param name="Request">Its bytes, owned by whoever holds this.</param>
/// <param name="Items">The points in it.</param>
/// <param name="Offset">It stands for everything before.</param>
/// <param name="Time">What its points are stamped with.</param>
internal readonly record struct Emission(PooledBuffer Request, int Items, long Offset, DateTimeOffset Time);
