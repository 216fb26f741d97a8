// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Hosting;
using Xunit;

namespace OtlpGateway.Tests.Hosting;

public sealed class StopAtStepTests
{
    [Theory]
    [InlineData("claim_written:1")]
    [InlineData("claim_read:12")]
    [InlineData("table_inserted:2:pause")]
    [InlineData("done_written:1")]
    [InlineData("offset_committed:3")]
    public void Parse_EveryStep_IsKnown(string text) => Assert.NotNull(StopAtStep.Parse(text));

    [Theory]
    [InlineData("claim_written")]
    [InlineData("claim_written:0")]
    [InlineData("claim_written:1:2")]
    [InlineData("none:1")]
    public void Parse_Nonsense_SaysWhatTheStepsAre(string text) =>
        Assert.Contains("claim_written, claim_read, table_inserted, done_written, offset_committed", Assert.Throws<FormatException>(() => StopAtStep.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void FromEnvironment_WithoutTheVariable_IsOff() => Assert.Null(StopAtStep.FromEnvironment());
}
