// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp.Deduplication;
using OtlpGateway.Testing.Delivery;

namespace OtlpGateway.Receivers.Tests.Otlp;

public sealed class RequestDeduplicatorTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Complete_MoreThanTheCap_ForgetsTheOldestAndCountsThem()
    {
        RequestDeduplicator deduplicator = new(TimeSpan.FromMinutes(5), 800, _time);

        for (uint i = 0; i < 2_000; i++)
        {
            Store(deduplicator, i);
        }

        Assert.InRange(deduplicator.Remembered, 600, 800);
        Assert.Equal(2_000, deduplicator.Remembered + deduplicator.ForgottenEarly);
        Assert.Equal(Recognition.Stored, deduplicator.Begin(1_999, out _));
        Assert.Equal(Recognition.New, deduplicator.Begin(0, out _));
    }

    [Fact]
    public void Begin_AsTimePasses_RemembersForTheWindowAndALittleLonger()
    {
        RequestDeduplicator deduplicator = new(TimeSpan.FromMinutes(8), 1_000, _time);
        for (uint minute = 0; minute < 60; minute++)
        {
            Store(deduplicator, minute);
            _time.Advance(TimeSpan.FromMinutes(1));
            for (uint age = 1; age <= Math.Min(minute + 1, 8); age++)
            {
                Assert.Equal(Recognition.Stored, deduplicator.Begin(minute + 1 - age, out _));
            }

            Assert.InRange(deduplicator.Remembered, 0, 10);
        }

        Assert.Equal(0, deduplicator.ForgottenEarly);
    }

    private static void Store(RequestDeduplicator deduplicator, UInt128 hash)
    {
        Assert.Equal(Recognition.New, deduplicator.Begin(hash, out RequestInProgress? inProgress));
        deduplicator.Complete(hash, inProgress!, Outcome.Accepted);
    }
}
