// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>The edge against the official library, on valid, cut, and damaged requests.</summary>
public sealed class EdgeDifferentialTests
{
    private static readonly Signal[] Signals = [Signal.Traces, Signal.Metrics, Signal.Logs];

    [Fact]
    public void Check_RandomRequests_AgreesWithTheOracle()
    {
        var random = new RandomOtlp(7);
        for (int round = 0; round < 300; round++)
        {
            foreach (Signal signal in Signals)
            {
                byte[] request = random.Request(signal);
                Assert.True(EdgeOracle.Agrees(signal, request));
                EdgeResult result = OtlpEdge.Check(signal, request, EdgeLimits.Default);
                Assert.Equal(0, result.RejectedItems);
                Assert.False(result.Warnings.InvalidUtf8 > 0);
            }
        }
    }

    [Fact]
    public void Check_EveryPrefix_IsWellFormedExactlyWhereTheOracleSaysSo()
    {
        var random = new RandomOtlp(8);
        foreach (Signal signal in Signals)
        {
            byte[] request = random.Request(signal);
            for (int length = 0; length < Math.Min(request.Length, 3000); length++)
            {
                byte[] prefix = request[..length];
                bool theirs = ParsesAtTheOracle(signal, prefix);
                Assert.Equal(theirs, EdgeOracle.Agrees(signal, prefix));
            }
        }
    }

    [Fact]
    public void Fuzz_DamagedRequests_NothingEscapesAndWhatIsAcceptedParses()
    {
        var budget = new FuzzBudget(rounds: 6000);
        var random = new RandomOtlp(budget.Seed);
        var mutator = new Mutator(budget.Seed);
        int accepted = 0;
        byte[] request = [];
        try
        {
            for (int round = 0; budget.IsLeft(round); round++)
            {
                Signal signal = Signals[round % Signals.Length];
                request = mutator.Mutate(random.Request(signal));
                accepted += EdgeOracle.Agrees(signal, request) ? 1 : 0;
            }
        }
        catch (Exception exception)
        {
            Assert.Fail($"FUZZ_SEED={budget.Seed}: {exception}\nrequest: {Convert.ToHexString(request)}");
        }

        Assert.True(accepted > 100, "the damage left too little that is well-formed to say anything");
    }

    private static bool ParsesAtTheOracle(Signal signal, byte[] bytes)
    {
        try
        {
            EdgeOracle.Parse(signal, bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
