// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Common.V1;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(100.0, "100")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.00000125, "0.00000125")]
    [InlineData(0.000000125, "1.25e-7")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(123456789012345680.0, "123456789012345680")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(0.1, "0.1")]
    [InlineData(123.456, "123.456")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Write_Double_AsTheCollectorPrintsIt(double value, string text) =>
        Assert.Equal(text, Write(new AnyValue { DoubleValue = value }));

    [Fact]
    public void Write_EveryKind_HasItsText()
    {
        Assert.Equal("", Write(new AnyValue()));
        Assert.Equal("a\"b", Write(new AnyValue { StringValue = "a\"b" }));
        Assert.Equal("true", Write(new AnyValue { BoolValue = true }));
        Assert.Equal("-9223372036854775808", Write(new AnyValue { IntValue = long.MinValue }));
        Assert.Equal("AQI=", Write(new AnyValue { BytesValue = ByteString.CopyFrom(1, 2) }));
        AnyValue array = new()
        {
            ArrayValue = new ArrayValue
            {
                Values =
                {
                    new AnyValue { StringValue = "a\"<" },
                    new AnyValue { DoubleValue = double.NaN },
                    new AnyValue { DoubleValue = 1e21 },
                    new AnyValue(),
                    new AnyValue { BytesValue = ByteString.CopyFrom(1) },
                    new AnyValue { KvlistValue = new KeyValueList { Values = { new KeyValue { Key = "k", Value = new AnyValue { IntValue = 1 } }, new KeyValue { Key = "n" } } } },
                },
            },
        };
        Assert.Equal("""["a\"<","NaN",1e+21,null,"AQ==",{"k":1,"n":null}]""", Write(array));
    }

    private static string Write(AnyValue value)
    {
        using var writer = new ProtobufWriter();
        ValueText.Write(ValueCursor.Read(value.ToByteArray()), writer);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }
}
