// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// A block of one of the telemetry tables. Rows are staged as they are read, and appended together column by column: a
/// column's state is then fetched once for many rows.
/// </summary>
internal abstract class TelemetryBlock : NativeBlock
{
    /// <summary>Rows that are staged at most.</summary>
    internal const int MaxStaged = 64;

    // Rows that were read and are not in every column yet.
    private int _staged;

    protected TelemetryBlock(OriginColumns origin)
    {
        Origin = origin;
    }

    protected OriginColumns Origin { get; }

    /// <summary>Appends what is staged: before the request, its resource or its scope changes, and before the block is looked at.</summary>
    internal void Flush(ReadOnlySpan<byte> request, RowOrigin origin)
    {
        if (_staged > 0)
        {
            Origin.AppendRows(request, origin, _staged);
            AppendStaged(request);
            EndRows(_staged);
            _staged = 0;
        }
    }

    internal override void Clear()
    {
        base.Clear();
        _staged = 0;
        Origin.Reset();
    }

    public override void Dispose()
    {
        base.Dispose();
        Origin.Dispose();
    }

    /// <summary>Appends the staged rows to every column but those of the origin.</summary>
    protected abstract void AppendStaged(ReadOnlySpan<byte> request);

    /// <summary>Stages the row that was read last.</summary>
    protected void Stage(ReadOnlySpan<byte> request, RowOrigin origin)
    {
        if (++_staged == MaxStaged)
        {
            Flush(request, origin);
        }
    }
}
