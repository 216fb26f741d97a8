// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using Google.Protobuf.Reflection;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>What the cursors see against what the official library sees.</summary>
public sealed class CursorTests
{
    private static readonly Signal[] Signals = [Signal.Traces, Signal.Metrics, Signal.Logs];

    [Fact]
    public void Read_RandomRequests_SeesWhatTheOracleSees()
    {
        var random = new RandomOtlp(21);
        for (int round = 0; round < 200; round++)
        {
            foreach (Signal signal in Signals)
            {
                AssertSameView(signal, random.Request(signal));
            }
        }
    }

    [Fact]
    public void Read_ShuffledFields_SeesTheSame()
    {
        var random = new RandomOtlp(22);
        var shuffle = new FieldShuffler(22);
        for (int round = 0; round < 100; round++)
        {
            foreach (Signal signal in Signals)
            {
                AssertSameView(signal, shuffle.Shuffle(signal, random.Request(signal)));
            }
        }
    }

    [Fact]
    public void Read_RepeatedSingulars_AreMerged()
    {
        byte[] attribute = Raw.Message(1, Raw.Text(1, "a"), Raw.Message(2, Raw.Text(1, "1")));
        byte[] other = Raw.Message(1, Raw.Text(1, "b"), Raw.Message(2, Raw.Number(3, 2)), Raw.Message(2, Raw.Text(1, "x")), Raw.Text(1, "c"));
        byte[] scope = Raw.Message(1, Raw.Text(1, "first"), Raw.Text(2, "1"), Raw.Message(3, attribute[2..]));
        byte[] span = RawRequests.Span(Raw.Message(15, Raw.Number(3, 2)), Raw.Message(15, Raw.Text(2, "why")));
        byte[] request = Raw.Message(
            1,
            Raw.Message(1, attribute, Raw.Number(2, 7)),
            Raw.Message(2, scope, Raw.Message(2, span), Raw.Message(1, Raw.Text(1, "second"))),
            Raw.Message(1, other));

        AssertSameView(Signal.Traces, request);
        Assert.Equal(2, ExportTraceServiceRequest.Parser.ParseFrom(request).ResourceSpans[0].Resource.Attributes.Count);
    }

    [Fact]
    public void Read_MetricOfSeveralKinds_SeesTheLast()
    {
        byte[] point = Raw.Message(1, RawRequests.Times(), Raw.Double(4, 1));
        byte[] buckets = Raw.Join(Raw.Message(8, Raw.SInt(1, 3), Raw.PackedVarint(2, 1, 300)), Raw.Message(8, Raw.Number(2, 5)));
        byte[] several = Raw.Join(Raw.Text(1, "m"), Raw.Message(7, point, Raw.Number(2, 1), Raw.Number(3, 1)), Raw.Message(5, point), Raw.Message(7, point, point), Raw.Text(2, "d"), Raw.Message(7, Raw.Number(2, 2), point));
        byte[] exponential = RawRequests.Metric(10, Raw.Message(1, RawRequests.Times(), buckets));

        AssertSameView(Signal.Metrics, RawRequests.Request(several, exponential));
    }

    [Fact]
    public void Read_RepeatedNumbersHoweverChunked_SeesThemInOrder()
    {
        byte[] chunks = Raw.Join(Raw.Fixed64(6, 1), Raw.PackedFixed64(6, 2, 3), Raw.PackedDouble(7, 0.5), Raw.Message(9, Raw.Text(1, "k")), Raw.PackedFixed64(6), Raw.Double(7, 1.5), Raw.Fixed64(6, 4));

        AssertSameView(Signal.Metrics, RawRequests.Histogram(RawRequests.Times(), chunks));
    }

    [Fact]
    public void Scopes_LegacyFieldAlone_IsRead()
    {
        byte[] scopes = RawRequests.ScopeItems(RawRequests.Span(), RawRequests.Span());
        byte[] legacy = Raw.Bytes(1000, scopes[2..]);

        Assert.Equal(2, CountSpans(Raw.Message(1, legacy)));
        Assert.Equal(4, CountSpans(Raw.Message(1, legacy, legacy)));
        Assert.Equal(2, CountSpans(Raw.Message(1, legacy, scopes)));
        Assert.Equal(2, CountSpans(Raw.Message(1, scopes, legacy, legacy)));
    }

    [Fact]
    public void Fuzz_UncheckedBytes_NeverThrow()
    {
        var budget = new FuzzBudget(rounds: 3000);
        var random = new RandomOtlp(budget.Seed);
        var mutator = new Mutator(budget.Seed);
        byte[] request = [];
        try
        {
            for (int round = 0; budget.IsLeft(round); round++)
            {
                Signal signal = Signals[round % Signals.Length];
                request = mutator.Mutate(random.Request(signal));
                CursorMapping.Map(signal, request);
            }
        }
        catch (Exception exception)
        {
            Assert.Fail($"FUZZ_SEED={budget.Seed}: {exception}\nrequest: {Convert.ToHexString(request)}");
        }
    }

    private static int CountSpans(byte[] request)
    {
        int spans = 0;
        foreach (ResourceItemsCursor resource in ExportRequest.Resources(request))
        {
            foreach (ScopeItemsCursor scope in resource.Scopes)
            {
                spans += scope.Spans.Count();
            }
        }

        Assert.Equal(OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default).ItemCount, spans);
        return spans;
    }

    private static void AssertSameView(Signal signal, byte[] request)
    {
        IMessage theirs = EdgeOracle.Parse(signal, request);
        SetAbsent(theirs);
        Assert.Equal(theirs, CursorMapping.Map(signal, request));
    }

    /// <summary>
    /// The cursors tell no absent message from an empty one, and do not read entity references: nothing of ours asks.
    /// </summary>
    private static void SetAbsent(IMessage message)
    {
        if (message is Resource resource)
        {
            resource.EntityRefs.Clear();
        }

        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.FieldType != FieldType.Message)
            {
                continue;
            }

            if (field.IsRepeated)
            {
                foreach (IMessage item in (System.Collections.IList)field.Accessor.GetValue(message))
                {
                    SetAbsent(item);
                }
            }
            else if (field.Accessor.GetValue(message) is IMessage present)
            {
                SetAbsent(present);
            }
            else if (field.RealContainingOneof is null)
            {
                field.Accessor.SetValue(message, field.MessageType.Parser.ParseFrom([]));
            }
        }
    }
}
