// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate;

/// <summary>Whatever a request holds, it is merged or counted as ignored, and what comes out is a valid request.</summary>
public sealed class AnyRequestTests
{
    private static readonly ReaggregateSettings Settings = new() { MaxStreams = 100 };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Ingest_RandomRequests_EveryPointIsInTheBooks(int seed)
    {
        RandomOtlp random = new(seed);
        ReaggregateState state = new(Settings, 1);
        long points = 0;
        for (int i = 0; i < 40; i++)
        {
            byte[] request = random.Request(Signal.Metrics);
            points += OtlpEdge.Check(Signal.Metrics, request, EdgeLimits.Default).ItemCount;
            state.Ingest(request, StateDriver.At(i));
            using ProtobufWriter writer = new();
            int written = state.Emit(StateDriver.At(i), writer);
            EdgeResult check = OtlpEdge.Check(Signal.Metrics, writer.WrittenSpan, EdgeLimits.Default);
            Assert.Equal((WireFault.None, written), (check.Fault, check.ItemCount));
            Assert.True(check.RejectedItems == 0, check.DescribeRejected(writer.WrittenSpan));
            state = CheckBooks(state, ref points, restart: i % 5 == 4);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Ingest_DamagedRequests_DoNoHarm(int seed)
    {
        RandomOtlp random = new(seed);
        Random damage = new(seed);
        ReaggregateState state = new(Settings, 1);
        for (int i = 0; i < 30; i++)
        {
            byte[] request = random.Request(Signal.Metrics);
            for (int bits = damage.Next(1, 4); bits > 0 && request.Length > 0; bits--)
            {
                request[damage.Next(request.Length)] ^= (byte)(1 << damage.Next(8));
            }

            state.Ingest(request.AsSpan(0, damage.Next(request.Length + 1)), StateDriver.At(i));
            using ProtobufWriter writer = new();
            int points = state.Emit(StateDriver.At(i), writer);
            Assert.True(points >= 0);
            using ProtobufWriter snapshot = new();
            state.Snapshot(snapshot);
            state = ReaggregateState.Restore(snapshot.WrittenSpan, Settings);
        }
    }

    [Fact]
    public void Ingest_OneRequestOrMany_SameState()
    {
        RandomOtlp random = new(7);
        StateDriver whole = new();
        StateDriver parts = new();
        for (int i = 0; i < 20; i++)
        {
            ExportMetricsServiceRequest request = random.Metrics();
            whole.State.Ingest(request.ToByteArray(), StateDriver.At(i));
            foreach (ResourceMetrics resource in request.ResourceMetrics)
            {
                parts.State.Ingest(new ExportMetricsServiceRequest { ResourceMetrics = { resource } }.ToByteArray(), StateDriver.At(i));
            }
        }

        Assert.Equal(whole.Snapshot(), parts.Snapshot());
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 20)];

    private static ReaggregateState CheckBooks(ReaggregateState state, ref long points, bool restart)
    {
        ReaggregateCounts counts = state.Counts;
        Assert.Equal(points, counts.Merged + counts.Ended + Enum.GetValues<IgnoreReason>().Sum(counts.Ignored));
        if (!restart)
        {
            return state;
        }

        points = 0;
        using ProtobufWriter snapshot = new();
        state.Snapshot(snapshot);
        return ReaggregateState.Restore(snapshot.WrittenSpan, Settings);
    }
}
