// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OpenTelemetry.Proto.Common.V1;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Json;

public sealed class JsonBodyReaderTests
{
    [Fact]
    public void Read_Object_BecomesAMapWithItsTypes()
    {
        AnyValue body = Read("""{"t":"a\"é\u00e9","n":1,"d":-2.5e3,"b":true,"f":false,"x":null,"l":[1,"y",{}],"m":{"k":"v"}}""");

        Dictionary<string, AnyValue> map = body.KvlistValue.Values.ToDictionary(pair => pair.Key, pair => pair.Value);
        Assert.Equal("a\"éé", map["t"].StringValue);
        Assert.Equal((1.0, -2500.0), (map["n"].DoubleValue, map["d"].DoubleValue));
        Assert.Equal((true, false), (map["b"].BoolValue, map["f"].BoolValue));
        Assert.Equal(AnyValue.ValueOneofCase.BoolValue, map["f"].ValueCase);
        Assert.Equal(AnyValue.ValueOneofCase.None, map["x"].ValueCase);
        Assert.Equal([AnyValue.ValueOneofCase.DoubleValue, AnyValue.ValueOneofCase.StringValue, AnyValue.ValueOneofCase.KvlistValue], map["l"].ArrayValue.Values.Select(value => value.ValueCase));
        Assert.Equal("v", Assert.Single(map["m"].KvlistValue.Values).Value.StringValue);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":1} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("no json")]
    public void Read_NoObject_IsAFaultAndLeavesNothing(string text)
    {
        using ProtobufWriter writer = new();
        writer.WriteVarintField(1, 1);
        Assert.NotNull(JsonBodyReader.Read(Encoding.UTF8.GetBytes(text), writer));
        Assert.Equal(2, writer.Length);
    }

    [Fact]
    public void Read_TooDeep_IsAFault()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", JsonBodyReader.MaxDepth + 1)) + "1" + new string('}', JsonBodyReader.MaxDepth + 1);
        using ProtobufWriter writer = new();
        Assert.NotNull(JsonBodyReader.Read(Encoding.UTF8.GetBytes(deep), writer));
    }

    [Theory]
    [InlineData("""{"a":"b","l":[1.5,true,null],"m":{}}""")]
    [InlineData("""{"a":"\u0001<&>"}""")]
    public void Write_OfWhatWasRead_IsTheSame(string text)
    {
        using ProtobufWriter value = new();
        Assert.Null(JsonBodyReader.Read(Encoding.UTF8.GetBytes(text), value));
        using ProtobufWriter written = new();
        LogBodyText.Write(ValueCursor.Read(value.WrittenSpan), written);
        Assert.Equal(text, Encoding.UTF8.GetString(written.WrittenSpan));
    }

    private static AnyValue Read(string text)
    {
        using ProtobufWriter writer = new();
        Assert.Null(JsonBodyReader.Read(Encoding.UTF8.GetBytes(text), writer));
        return AnyValue.Parser.ParseFrom(writer.WrittenSpan);
    }
}
