// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Extensions.FileStorage;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Extensions.Tests.FileStorage;

public sealed class QueueTopicTests
{
    [Theory]
    [InlineData("otlp", "", "exporter.otlp.traces")]
    [InlineData("otlp_grpc", "", "exporter.otlp.traces")]
    [InlineData("otlp_http", "eu", "exporter.otlphttp.eu.traces")]
    [InlineData("otlphttp", "eu", "exporter.otlphttp.eu.traces")]
    [InlineData("prometheus_remote_write", "", "exporter.prometheusremotewrite.traces")]
    [InlineData("otlp", "a-b.c/ü", "exporter.otlp.a--b-u2e-c-u2f--ufc-.traces")]
    public void Of_Exporter_IsFrozen(string type, string name, string expected) =>
        Assert.Equal(expected, QueueTopic.Of(new ComponentId(type, name), Signal.Traces));

    [Fact]
    public void Of_DifferentNames_AreDifferentTopicsThatALogTakes()
    {
        string[] names =
        [
            "", "a", "a-b", "a--b", "a.b", "a-u2e-b", "a/b", "A", "日本", "traces",
            new string('x', 150), new string('x', 151), new string('x', 1000), new string('x', 999) + "y", new string('ü', 300),
        ];
        string[] topics =
        [
            .. names.SelectMany(name => new[] { Signal.Traces, Signal.Logs }
                .Select(signal => QueueTopic.Of(new ComponentId("otlp", name), signal))),
        ];

        Assert.Equal(topics.Length, topics.Distinct(StringComparer.Ordinal).Count());
        Assert.All(topics, topic => Assert.True(TopicName.IsValid(topic), topic));
    }
}
