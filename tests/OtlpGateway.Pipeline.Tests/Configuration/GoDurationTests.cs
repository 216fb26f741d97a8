// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Configuration;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("1s", 10_000_000)]
    [InlineData("1h30m", 54_000_000_000)]
    [InlineData("1h30m10.5s", 54_105_000_000)]
    [InlineData("200ms", 2_000_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("100us", 1_000)]
    [InlineData("100µs", 1_000)]
    [InlineData("100μs", 1_000)]
    [InlineData("500ns", 5)]
    [InlineData("99ns", 0)]
    [InlineData("-2m", -1_200_000_000)]
    [InlineData("+2m", 1_200_000_000)]
    public void TryParse_ValidText_ReturnsTicks(string text, long ticks)
    {
        Assert.True(GoDuration.TryParse(text, out TimeSpan value));
        Assert.Equal(ticks, value.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1d")]
    [InlineData("1 s")]
    [InlineData("1s ")]
    [InlineData("1.2.3s")]
    [InlineData("1e3s")]
    [InlineData("9999999999h")]
    [InlineData("99999999999999999999999999999999999999999h")]
    public void TryParse_InvalidText_ReturnsFalse(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData("0s")]
    [InlineData("1h30m0s")]
    [InlineData("1h0m0.25s")]
    [InlineData("200ms")]
    [InlineData("1.5ms")]
    [InlineData("20µs")]
    [InlineData("0.1µs")]
    [InlineData("-1m0s")]
    [InlineData("168h0m0s")]
    public void Format_ParsedText_IsTheSameText(string text)
    {
        Assert.True(GoDuration.TryParse(text, out TimeSpan value));
        Assert.Equal(text, GoDuration.Format(value));
    }
}
