// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp.Answers;

namespace OtlpGateway.Receivers.Tests.Otlp;

public sealed class AnswerMappingTests
{
    [Theory]
    [InlineData(Reasons.LogFull, "The log in data/log holds its 5 bytes.", "the gateway's log is full; try again later")]
    [InlineData(Reasons.LogFailed, "Writing to /var/lib/x/0.seg failed", "the gateway's log cannot be written; try again later")]
    [InlineData(Reasons.QueueFull, "The log in /var/lib/q holds its 5 bytes.", "The log in (path) holds its 5 bytes.")]
    [InlineData(Reasons.DestinationDown, "file '/srv/a b', \"/srv/c\": (C:\\data\\x) denied", "file '(path) b', \"(path)\": ((path)) denied")]
    [InlineData(Reasons.DestinationDown, "http://ch:8123/?q answers 5/6; /", "http://ch:8123/?q answers 5/6; /")]
    public void FromOutcome_MessageNamesAFile_TheClientSeesNoPath(string reason, string message, string expected)
    {
        Refusal refusal = AnswerMapping.FromOutcome(Outcome.Retry(reason, message));

        Assert.Equal(expected, refusal.Message);
    }

    [Fact]
    public void FromOutcome_RejectedForAFile_TheClientSeesNoPath()
    {
        Refusal refusal = AnswerMapping.FromOutcome(Outcome.Rejected(Reasons.Internal, "cannot write /srv/out.json"));

        Assert.Equal("cannot write (path)", refusal.Message);
    }
}
