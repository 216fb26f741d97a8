// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate.Tables;

public sealed class ForgottenStreamsTests
{
    [Fact]
    public void MayHaveCounted_KnownStream_OnlyWithAStartBeforeItsLastPoint()
    {
        ForgottenStreams forgotten = new(10);
        forgotten.Add(new Key128(1, 1), 100);
        forgotten.Add(new Key128(1, 1), 90);

        Assert.True(forgotten.MayHaveCounted(new Key128(1, 1), 99));
        Assert.False(forgotten.MayHaveCounted(new Key128(1, 1), 100));
        Assert.False(forgotten.MayHaveCounted(new Key128(2, 2), 1));
    }

    [Fact]
    public void Add_MoreThanTwoGenerations_StartDecidesAboutTheOldest()
    {
        ForgottenStreams forgotten = new(10);
        for (ulong i = 1; i <= 25; i++)
        {
            forgotten.Add(new Key128(i, i), 100 * i);
        }

        // The first ten were given up: nobody who began before their last points is counted.
        Assert.Equal((15, 1000UL), (forgotten.Count, forgotten.HorizonUnixNano));
        Assert.True(forgotten.MayHaveCounted(new Key128(77, 77), 999));
        Assert.False(forgotten.MayHaveCounted(new Key128(77, 77), 1000));
        Assert.True(forgotten.MayHaveCounted(new Key128(20, 20), 1999));
        Assert.False(forgotten.MayHaveCounted(new Key128(20, 20), 2000));
    }
}
