// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.ClickHouse.Native;
using OtlpGateway.ClickHouse.Rows;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Rows;

public sealed class JsonNumberTextTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "0.00001")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000015, "0.0000015")]
    [InlineData(0.00000015, "1.5e-7")]
    [InlineData(-1e-7, "-1e-7")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(1.5e15, "1500000000000000")]
    [InlineData(123456789012345680000.0, "123456789012345680000")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(-1.25e300, "-1.25e+300")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, "5e-324")]
    [InlineData(9007199254740993.0, "9007199254740992")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Append_AnyDouble_PrintsAsEcmaScript(double value, string expected) => Assert.Equal(expected, Print(value));

    [Fact]
    public void Append_RandomBits_ReadsBackEqual()
    {
        Random random = new(7);
        for (int i = 0; i < 100_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
            {
                Assert.Equal(value, double.Parse(Print(value), CultureInfo.InvariantCulture));
            }
        }
    }

    private static string Print(double value)
    {
        using ColumnBuffer text = new();
        JsonNumberText.Append(value, text);
        return Encoding.ASCII.GetString(text.WrittenSpan);
    }
}
