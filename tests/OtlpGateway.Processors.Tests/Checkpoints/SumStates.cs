// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Binary;
using OtlpGateway.Processors.Checkpoints;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Tests.Checkpoints;

/// <summary>The simplest state: adds up the first byte of every request. What it gives out are eight bytes, the sum;
/// its snapshot has the number of partitions behind them, unless that is unknown.</summary>
internal sealed class SumStates : IMergedStates
{
    public int Failed { get; private set; }

    public int Disposed { get; private set; }

    public List<DateTimeOffset> StoredAt { get; } = [];

    public List<DateTimeOffset> Advanced { get; } = [];

    public IMergedState Begin(DateTimeOffset firstRun) => new Sum(this, 0);

    public IMergedState Restore(ReadOnlySpan<byte> snapshot) => snapshot.Length is sizeof(long) or (sizeof(long) + sizeof(int))
        ? new Sum(this, BinaryPrimitives.ReadInt64LittleEndian(snapshot)) { LogPartitions = snapshot.Length == sizeof(long) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(snapshot[sizeof(long)..]) }
        : throw new InvalidDataException("it has another version");

    private sealed class Sum(SumStates owner, long sum) : IMergedState
    {
        private long _sum = sum;

        public int LogPartitions { get; set; }

        public void Ingest(ReadOnlySpan<byte> request, DateTimeOffset storedAt)
        {
            _sum += request[0];
            owner.StoredAt.Add(storedAt);
        }

        public void Advance(DateTimeOffset now) => owner.Advanced.Add(now);

        public int Emit(DateTimeOffset time, ProtobufWriter destination)
        {
            Write(destination);
            return _sum == 0 ? 0 : 1;
        }

        public void EmissionFailed() => owner.Failed++;

        public void Snapshot(IBufferWriter<byte> destination)
        {
            Write(destination);
            if (LogPartitions != 0)
            {
                BinaryPrimitives.WriteInt32LittleEndian(destination.GetSpan(sizeof(int)), LogPartitions);
                destination.Advance(sizeof(int));
            }
        }

        public void Dispose() => owner.Disposed++;

        private void Write(IBufferWriter<byte> destination)
        {
            BinaryPrimitives.WriteInt64LittleEndian(destination.GetSpan(sizeof(long)), _sum);
            destination.Advance(sizeof(long));
        }
    }
}
