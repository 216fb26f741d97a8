// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Processors.Checkpoints;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>The states of the processor: one for each log partition, with the times and figures that a gateway has.</summary>
internal sealed class ReaggregateStates(ReaggregateSettings settings, ReaggregateMetrics metrics, IgnoredPointLines lines) : IMergedStates
{
    private const long NanosPerTick = 100;

    public IMergedState Begin(DateTimeOffset firstRun) => new State(new ReaggregateState(settings, UnixNanos(firstRun)), metrics, lines);

    public IMergedState Restore(ReadOnlySpan<byte> snapshot) => new State(ReaggregateState.Restore(snapshot, settings), metrics, lines);

    private static ulong UnixNanos(DateTimeOffset time) => (ulong)(Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks) * NanosPerTick);

    private sealed class State(ReaggregateState state, ReaggregateMetrics metrics, IgnoredPointLines lines) : IMergedState
    {
        private readonly ReaggregateFigures _figures = new(metrics, lines);

        public int LogPartitions
        {
            get => state.LogPartitions;
            set => state.LogPartitions = value;
        }

        public void Ingest(ReadOnlySpan<byte> request, DateTimeOffset storedAt)
        {
            state.Ingest(request, UnixNanos(storedAt));
            _figures.Show(state);
        }

        public void Advance(DateTimeOffset now) => state.Advance(UnixNanos(now));

        public int Emit(DateTimeOffset time, ProtobufWriter destination) => state.Emit(UnixNanos(time), destination);

        public void EmissionFailed() => state.EmitFailed();

        public void Snapshot(IBufferWriter<byte> destination) => state.Snapshot(destination);

        public void Dispose() => _figures.Forget();
    }
}
