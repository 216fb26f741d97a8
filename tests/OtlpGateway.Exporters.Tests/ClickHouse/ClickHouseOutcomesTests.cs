// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Pipeline.Delivery;
using Xunit;

namespace OtlpGateway.Exporters.Tests.ClickHouse;

public sealed class ClickHouseOutcomesTests
{
    [Theory]
    [InlineData(241, OutcomeKind.Retry, Reasons.MemoryLimit)]
    [InlineData(252, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(159, OutcomeKind.Retry, Reasons.Timeout)]
    [InlineData(210, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(76, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(999, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(60, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(53, OutcomeKind.Rejected, Reasons.DestinationRejected)]
    [InlineData(27, OutcomeKind.Rejected, Reasons.DestinationRejected)]
    [InlineData(0, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(62, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(115, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(193, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(225, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(319, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(497, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(516, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(123456, OutcomeKind.Retry, Reasons.DestinationDown)]
    [InlineData(469, OutcomeKind.Rejected, Reasons.DestinationRejected)]
    [InlineData(131, OutcomeKind.Rejected, Reasons.DestinationRejected)]
    public void Of_ErrorNumber_DecidesWhetherToTryAgain(int code, OutcomeKind kind, string reason)
    {
        Outcome outcome = ClickHouseOutcomes.Of(new ClickHouseException(code, "said so"), "chdb://data");
        Assert.Equal((kind, reason, "chdb://data: said so"), (outcome.Kind, outcome.Reason, outcome.Message));
    }

    [Theory]
    [InlineData(210, false)]
    [InlineData(252, true)]
    [InlineData(60, true)]
    [InlineData(516, true)]
    public void Of_WhatTakesLong_IsTriedSlowly(int code, bool slowly) =>
        Assert.Equal(slowly, ClickHouseOutcomes.Of(new ClickHouseException(code, "said so"), "http://a").RetryAfter is not null);
}
