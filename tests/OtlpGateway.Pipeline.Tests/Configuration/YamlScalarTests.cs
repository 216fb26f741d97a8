// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Configuration;

public class YamlScalarTests
{
    [Theory]
    [InlineData("0123", 83)]
    [InlineData("0o17", 15)]
    [InlineData("0x1F", 31)]
    [InlineData("0b101", 5)]
    [InlineData("1_000", 1000)]
    [InlineData("-5", -5)]
    [InlineData("+5", 5)]
    [InlineData("0", 0)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Resolve_Integer_HasValue(string text, long value)
    {
        Assert.Equal(ConfigScalarKind.Integer, YamlScalar.Resolve(text));
        Assert.True(YamlScalar.TryParseInteger(text, out long actual));
        Assert.Equal(value, actual);
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("1e3", 1000)]
    [InlineData(".5", 0.5)]
    [InlineData("-.inf", double.NegativeInfinity)]
    [InlineData("0899", 899)]
    [InlineData("9223372036854775808", 9223372036854775808.0)]
    public void Resolve_Float_HasValue(string text, double value)
    {
        Assert.Equal(ConfigScalarKind.Float, YamlScalar.Resolve(text));
        Assert.True(YamlScalar.TryParseFloat(text, out double actual));
        Assert.Equal(value, actual);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("on")]
    [InlineData("Infinity")]
    [InlineData("1.2.3")]
    [InlineData("-")]
    [InlineData("e5")]
    [InlineData("_1")]
    [InlineData("2026-11-20")]
    [InlineData("0x")]
    [InlineData("tRUE")]
    public void Resolve_Text_IsString(string text) => Assert.Equal(ConfigScalarKind.String, YamlScalar.Resolve(text));
}
