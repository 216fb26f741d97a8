// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// Turns export requests of one signal into column blocks, straight from their bytes. What a table cannot take goes to
/// <see cref="DeadLetters"/>. The same request and limits always make the same blocks.
/// </summary>
/// <remarks>Not thread-safe; reused from request to request, allocating nothing per item.</remarks>
internal abstract class RequestRows(Signal signal) : IDisposable
{
    private const uint RequestTag = (1 << 3) | (int)WireType.Length;

    private ChunkMeter _chunk;
    private bool _malformed;

    /// <summary>One block per table; those without rows have nothing to insert.</summary>
    internal abstract IReadOnlyList<TelemetryBlock> Blocks { get; }

    internal DeadLetterBlock DeadLetters { get; } = new();

    internal Signal Signal { get; } = signal;

    protected RowOrigin Origin { get; } = new();

    protected EventTimeLimits Limits { get; private set; }

    /// <summary>
    /// Appends the items of a request from the <paramref name="from"/>th on, until a block is full. Returns where to go on,
    /// or -1 when the request is done. An item is what a scope lists: a span, a log record, a metric. Where a block is full
    /// depends on the request's bytes and <paramref name="from"/> alone.
    /// </summary>
    internal int Fill(ReadOnlySpan<byte> request, int from, EventTimeLimits limits)
    {
        Limits = limits;
        _malformed = false;
        _chunk = default;
        Position position = new(from);
        ProtobufReader reader = new(request);
        while (reader.Read())
        {
            if (reader.Tag == RequestTag
                && !FillResource(request, new ByteRange(reader.ValueStart, reader.Position - reader.ValueStart), ref position))
            {
                FinishRows(request);
                return position.Current;
            }
        }

        if (_malformed || reader.Fault != WireFault.None)
        {
            // What could be read is stored; the rest is somewhere in the request.
            DeadLetters.AddRaw(Signal, DeadLetterReasons.Malformed, request);
        }

        FinishRows(request);
        return -1;
    }

    /// <summary>Starts over with empty blocks.</summary>
    internal void Clear()
    {
        for (int i = 0; i < Blocks.Count; i++)
        {
            Blocks[i].Clear();
        }

        DeadLetters.Clear();
    }

    public virtual void Dispose()
    {
        for (int i = 0; i < Blocks.Count; i++)
        {
            Blocks[i].Dispose();
        }

        DeadLetters.Dispose();
        Origin.Dispose();
    }

    /// <summary>Appends one item's rows, or hands it to <see cref="Reject"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="item">The item in it.</param>
    /// <param name="repeated">Bytes of the item that each of its rows may repeat.</param>
    /// <returns>How many rows the item is by its bytes, whether they were stored or put aside.</returns>
    protected abstract int AddItem(ReadOnlySpan<byte> request, ByteRange item, out int repeated);

    /// <summary>Puts the item aside, as a request of its own.</summary>
    protected void Reject(ReadOnlySpan<byte> request, ByteRange item, string reason, ulong eventTime) =>
        DeadLetters.Add(Signal, reason, eventTime, request, Origin, item.Of(request));

    private bool FillResource(ReadOnlySpan<byte> request, ByteRange message, ref Position position)
    {
        Flush(request);
        Origin.ReadResource(request, message);
        ProtobufReader reader = new(message.Of(request));
        while (reader.Read())
        {
            if (reader.Tag == RowOrigin.ScopesTag
                && !FillScope(request, new ByteRange(message.Start + reader.ValueStart, reader.Position - reader.ValueStart), ref position))
            {
                return false;
            }
        }

        _malformed |= reader.Fault != WireFault.None;
        return true;
    }

    private bool FillScope(ReadOnlySpan<byte> request, ByteRange message, ref Position position)
    {
        Flush(request);
        Origin.ReadScope(request, message);
        FieldCursor reader = new(message.Of(request), RowOrigin.ItemsTag);
        while (reader.Read())
        {
            if (reader.Tag != RowOrigin.ItemsTag || !position.Take())
            {
                continue;
            }

            ByteRange item = reader.Value.In(message);
            int rows = AddItem(request, item, out int repeated);
            _chunk.Add(item.Length, rows, Origin.Bytes + repeated);
            if (_chunk.IsFull)
            {
                return false;
            }
        }

        _malformed |= reader.Fault != WireFault.None;
        return true;
    }

    private void Flush(ReadOnlySpan<byte> request)
    {
        for (int i = 0; i < Blocks.Count; i++)
        {
            Blocks[i].Flush(request, Origin);
        }
    }

    private void FinishRows(ReadOnlySpan<byte> request)
    {
        Flush(request);
        for (int i = 0; i < Blocks.Count; i++)
        {
            Blocks[i].FinishRows();
        }

        DeadLetters.FinishRows();
    }

    private struct Position(int from)
    {
        internal int Current { get; private set; }

        /// <summary>Counts an item; false when it was done before.</summary>
        internal bool Take() => Current++ >= from;
    }
}
