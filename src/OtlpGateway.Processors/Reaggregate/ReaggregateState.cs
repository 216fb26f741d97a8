// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Processors.Reaggregate.Merging;
using OtlpGateway.Processors.Reaggregate.Output;
using OtlpGateway.Processors.Reaggregate.Snapshots;
using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>
/// Merges the points of many streams into few series, after labels were dropped. One state belongs to one partition of a
/// log, or to a pipeline without a log. It reads no clock and does no I/O: the same requests with the same arrival times,
/// in the same order, make snapshots that are equal byte by byte, whatever was written or restored in between.
/// </summary>
/// <remarks>Not thread-safe. Times are nanoseconds since 1970.</remarks>
public sealed class ReaggregateState
{
    private readonly MergeTables _tables;
    private readonly Sweeper _sweeper;
    private readonly RequestMerge _merge;
    private readonly Emission _emission;
    private ulong _now;

    /// <param name="settings">How it merges.</param>
    /// <param name="firstRunUnixNano">
    /// When the group first ran: the same for all its partitions, kept by the caller for those that have no snapshot yet.
    /// A cumulative stream that began later contributes its whole value, an earlier one what it counts from its first point on.
    /// </param>
    public ReaggregateState(ReaggregateSettings settings, ulong firstRunUnixNano)
        : this(settings, new MergeTables(firstRunUnixNano, settings.MaxStreams))
    {
    }

    private ReaggregateState(ReaggregateSettings settings, MergeTables tables)
    {
        ReaggregateNames names = new(settings);
        _tables = tables;
        _sweeper = new Sweeper(tables, settings, Counts);
        ExemplarStore exemplars = new(Counts);
        _merge = new RequestMerge(tables, exemplars, _sweeper, names, Counts);
        _emission = new Emission(tables, exemplars, settings, names);
    }

    /// <summary>What it did since it was made or restored.</summary>
    public ReaggregateCounts Counts { get; } = new();

    /// <summary>When the group first ran.</summary>
    public ulong FirstRunUnixNano => _tables.FirstRunUnixNano;

    /// <summary>
    /// How many partitions the log's topic had when its owner last looked; 0 when nobody ever did. In snapshots, and nothing
    /// depends on it here.
    /// </summary>
    public int LogPartitions
    {
        get => _tables.LogPartitions;
        set => _tables.LogPartitions = value;
    }

    /// <summary>Input streams that it remembers.</summary>
    public int Streams => _tables.Streams.Count;

    /// <summary>Output series that it remembers, those included that have ended.</summary>
    public int Series => _tables.Series.Count;

    /// <summary>Merges a metrics request.</summary>
    /// <param name="request">A request that the edge has checked, with stream stamps or without.</param>
    /// <param name="arrivalUnixNano">
    /// When it came into the log: the time by which streams end and are forgotten. One that is earlier than the last is
    /// taken for the last.
    /// </param>
    public void Ingest(ReadOnlySpan<byte> request, ulong arrivalUnixNano)
    {
        _tables.ClockUnixNano = Math.Max(Math.Max(_tables.ClockUnixNano, arrivalUnixNano), 1);
        _sweeper.Tick();
        _merge.Merge(request, _tables.ClockUnixNano);
    }

    /// <summary>
    /// Says that everything that arrived until <paramref name="nowUnixNano"/> was ingested, so that silence is silence and
    /// not a backlog: series may end by it. Changes no snapshot.
    /// </summary>
    public void Advance(ulong nowUnixNano) => _now = Math.Max(_now, nowUnixNano);

    /// <summary>
    /// Appends one metrics request with all live series, and markers for those that ended since they were last written.
    /// All sums and histograms are cumulative, from a start that never changes.
    /// </summary>
    /// <param name="nowUnixNano">The time that points are stamped with; later than the last one, and than every arrival.</param>
    /// <param name="writer">Where the request is appended; nothing, when there is no point.</param>
    /// <returns>The number of points.</returns>
    public int Emit(ulong nowUnixNano, ProtobufWriter writer) =>
        _emission.Write(nowUnixNano, Math.Max(_now, _tables.ClockUnixNano), writer);

    /// <summary>Says that the last request from <see cref="Emit"/> reached nobody: the markers in it will be written again.</summary>
    public void EmitFailed()
    {
        for (int i = 0; i < _tables.Series.Count; i++)
        {
            ref SeriesRecord series = ref _tables.Series[i];
            if ((series.Flags & SeriesFlags.IsMarked) != 0)
            {
                series.Flags |= SeriesFlags.IsShown;
            }
        }
    }

    /// <summary>Appends all that is known, with a version and a checksum.</summary>
    public void Snapshot(IBufferWriter<byte> destination) => SnapshotWriter.Write(_tables, destination);

    /// <summary>A state as it was when the snapshot was made.</summary>
    /// <exception cref="InvalidDataException">Another version, or bytes that are not as they were written; says which.</exception>
    public static ReaggregateState Restore(ReadOnlySpan<byte> snapshot, ReaggregateSettings settings) =>
        new(settings, SnapshotReader.Read(snapshot, settings.MaxStreams));
}
