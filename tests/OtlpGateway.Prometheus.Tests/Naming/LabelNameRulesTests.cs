// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Prometheus.Tests.Naming;

public class LabelNameRulesTests
{
    [Theory]
    [InlineData("method", "method")]
    [InlineData("http.request.method", "http_request_method")]
    [InlineData("a..b", "a__b")]
    [InlineData("1st", "key_1st")]
    [InlineData("_private", "key_private")]
    [InlineData(".hidden", "key_hidden")]
    [InlineData("__reserved__", "__reserved__")]
    [InlineData("größe", "gr__e")]
    [InlineData("a:b", "a_b")]
    [InlineData("", null)]
    [InlineData("_", null)]
    [InlineData("___", null)]
    [InlineData("日本", null)]
    public void TryWrite_Escaping_IsAsPrometheusHasIt(string key, string? expected) => Assert.Equal(expected, Write(key, escape: true));

    [Theory]
    [InlineData("http.request.method", "http.request.method")]
    [InlineData("größe", "größe")]
    [InlineData("__", null)]
    public void TryWrite_WithoutEscaping_KeepsTheKey(string key, string? expected) => Assert.Equal(expected, Write(key, escape: false));

    [Theory]
    [InlineData("method", true)]
    [InlineData("http.method", false)]
    [InlineData("1st", false)]
    [InlineData("_x", false)]
    [InlineData("", false)]
    public void IsClean_Key_SaysWhetherEscapingLeavesIt(string key, bool isClean) =>
        Assert.Equal(isClean, LabelNameRules.IsClean(Encoding.UTF8.GetBytes(key)));

    private static string? Write(string key, bool escape)
    {
        using ProtobufWriter writer = new();
        bool written = LabelNameRules.TryWrite(Encoding.UTF8.GetBytes(key), escape, writer);
        Assert.True(written || writer.Length == 0);
        return written ? Encoding.UTF8.GetString(writer.WrittenSpan) : null;
    }
}
