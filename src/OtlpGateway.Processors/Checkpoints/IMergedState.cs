// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Checkpoints;

/// <summary>
/// What became of all requests of one log partition so far. It depends on nothing but these requests, their order and their
/// times: read again from a snapshot on, they make the same state. Used by one thread at a time. Disposed when nothing of it is
/// to be shown any more.
/// </summary>
internal interface IMergedState : IDisposable
{
    /// <summary>
    /// How many partitions the log's topic had when that was last looked at; 0 when it never was. Part of the snapshot: with
    /// another number records come into other partitions than those whose states know what came before.
    /// </summary>
    int LogPartitions { get; set; }

    /// <param name="request">One OTLP request; borrowed for the call.</param>
    /// <param name="storedAt">When the log stored it.</param>
    void Ingest(ReadOnlySpan<byte> request, DateTimeOffset storedAt);

    /// <summary>
    /// Everything that was stored until then was ingested: who said nothing since has nothing to say. Changes no snapshot.
    /// </summary>
    void Advance(DateTimeOffset now);

    /// <summary>Appends one OTLP request with everything that is to be given out, stamped with a time; the items in it.</summary>
    int Emit(DateTimeOffset time, ProtobufWriter destination);

    /// <summary>What <see cref="Emit"/> appended last reached nobody: what it says once only is to be said again.</summary>
    void EmissionFailed();

    /// <summary>Appends all of it, so that <see cref="IMergedStates.Restore"/> makes the same again.</summary>
    void Snapshot(IBufferWriter<byte> destination);
}

/// <summary>Makes states.</summary>
internal interface IMergedStates
{
    /// <param name="firstRun">When the group began to read the partition: part of the state from then on.</param>
    IMergedState Begin(DateTimeOffset firstRun);

    /// <summary>Throws <see cref="InvalidDataException"/> for a snapshot of another version, or a damaged one.</summary>
    IMergedState Restore(ReadOnlySpan<byte> snapshot);
}
