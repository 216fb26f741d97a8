// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

public sealed class AttributeRewriterTests
{
    private const AttributeOwner Nothing = AttributeOwner.Body;
    private static readonly Signal[] Signals = [Signal.Traces, Signal.Metrics, Signal.Logs];

    public static TheoryData<int, string, AttributeOwner, bool> Policies() => new()
    {
        { 2, "", Nothing, false },
        { 5, "****", Nothing, false },
        { 5, new string('x', 200), Nothing, true },
        { 40, new string('y', 20_000), Nothing, false },
        { 4, "*", AttributeOwner.Span, false },
        { 4, "*", AttributeOwner.Resource, true },
        { 4, "*", AttributeOwner.ResourceItems, false },
        { 4, "*", AttributeOwner.ScopeItems, false },
        { 4, "*", AttributeOwner.Metric, true },
        { 4, "*", AttributeOwner.DataPoint, true },
        { 4, "*", AttributeOwner.Exemplar, false },
        { 4, "*", AttributeOwner.Event, true },
        { 4, "*", AttributeOwner.LogRecord, false },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void Rewrite_RandomRequests_IsByteForByteWhatTheOracleMakes(int modulus, string replacement, AttributeOwner skipped, bool appends)
    {
        var random = new RandomOtlp(31 + modulus);
        var oracle = new OracleRewriter(modulus, replacement, skipped, appends);
        using var writer = new ProtobufWriter();
        for (int round = 0; round < 40; round++)
        {
            foreach (Signal signal in Signals)
            {
                byte[] request = random.Request(signal);
                IMessage theirs = EdgeOracle.Parse(signal, request);
                oracle.Rewrite(theirs);
                byte[] expected = theirs.ToByteArray();
                var policy = new KeyPolicy(modulus, replacement, skipped, appends);
                writer.Clear();

                bool changed = AttributeRewriter.Rewrite(signal, request, ref policy, writer);

                Assert.Equal(theirs, EdgeOracle.Parse(signal, changed ? writer.WrittenSpan.ToArray() : request));
                Assert.Equal(expected.Length, changed ? writer.Length : request.Length);
                Assert.Equal(policy.Entered, policy.Left);
                Assert.True(changed || writer.Length == 0);
            }
        }
    }

    [Fact]
    public void Rewrite_NothingToDo_WritesNothing()
    {
        var random = new RandomOtlp(32);
        using var writer = new ProtobufWriter();
        writer.WriteRaw("before"u8);
        foreach (Signal signal in Signals)
        {
            var policy = new KeyPolicy(0, "*", Nothing, false);
            Assert.False(AttributeRewriter.Rewrite(signal, random.Request(signal), ref policy, writer));
            Assert.Equal(6, writer.Length);
        }
    }

    [Fact]
    public void Rewrite_ShuffledFieldsAndLegacyScopes_AreRewrittenToo()
    {
        var random = new RandomOtlp(33);
        var shuffler = new FieldShuffler(33);
        var oracle = new OracleRewriter(4, "*", Nothing, false);
        using var writer = new ProtobufWriter();
        for (int round = 0; round < 40; round++)
        {
            foreach (Signal signal in Signals)
            {
                byte[] request = shuffler.Shuffle(signal, random.Request(signal));
                IMessage theirs = EdgeOracle.Parse(signal, request);
                oracle.Rewrite(theirs);
                var policy = new KeyPolicy(4, "*", Nothing, false);
                writer.Clear();
                bool changed = AttributeRewriter.Rewrite(signal, request, ref policy, writer);
                Assert.Equal(theirs, EdgeOracle.Parse(signal, changed ? writer.WrittenSpan.ToArray() : request));
            }
        }

        byte[] scopes = RawRequests.ScopeItems(RawRequests.Span(Raw.Message(9, Raw.Text(1, "k")), Raw.Number(500, 1), Raw.Message(9, Raw.Text(1, "keep"))));
        byte[] expected = RawRequests.ScopeItems(RawRequests.Span(Raw.Number(500, 1), Raw.Message(9, Raw.Text(1, "keep"))));
        var drop = new KeyPolicy(4, "*", Nothing, false);
        writer.Clear();
        Assert.True(AttributeRewriter.Rewrite(Signal.Traces, Raw.Message(1, Raw.Bytes(1000, scopes[2..])), ref drop, writer));
        Assert.Equal(Raw.Message(1, Raw.Bytes(1000, expected[2..])), writer.WrittenSpan.ToArray());
    }

    [Fact]
    public void Rewrite_Profiles_NeverChanges()
    {
        using var writer = new ProtobufWriter();
        var policy = new KeyPolicy(2, "*", Nothing, false);

        Assert.False(AttributeRewriter.Rewrite(Signal.Profiles, Raw.Message(1, Raw.Message(1, Raw.Message(1, Raw.Text(1, "k")))), ref policy, writer));
    }

    [Fact]
    public void Fuzz_AcceptedRequests_StayWellFormedAndKeepTheirItems()
    {
        var budget = new FuzzBudget(rounds: 3000);
        var random = new RandomOtlp(budget.Seed);
        var mutator = new Mutator(budget.Seed);
        using var writer = new ProtobufWriter();
        byte[] request = [];
        try
        {
            for (int round = 0; budget.IsLeft(round); round++)
            {
                Signal signal = Signals[round % Signals.Length];
                request = mutator.Mutate(random.Request(signal));
                EdgeResult before = OtlpEdge.Check(signal, request, EdgeLimits.Default);
                var policy = new KeyPolicy(4, "*", Nothing, false);
                writer.Clear();
                bool changed = AttributeRewriter.Rewrite(signal, request, ref policy, writer);
                if (changed && !before.IsMalformed)
                {
                    EdgeResult after = OtlpEdge.Check(signal, writer.WrittenSpan, EdgeLimits.Default);
                    Assert.Equal((WireFault.None, before.ItemCount, before.RejectedItems), (after.Fault, after.ItemCount, after.RejectedItems));
                }
            }
        }
        catch (Exception exception)
        {
            Assert.Fail($"FUZZ_SEED={budget.Seed}: {exception}\nrequest: {Convert.ToHexString(request)}");
        }
    }
}
