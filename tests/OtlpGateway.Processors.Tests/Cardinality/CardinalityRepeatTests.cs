// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using Xunit;
using static OtlpGateway.Processors.Tests.Cardinality.CardinalityRig;

namespace OtlpGateway.Processors.Tests.Cardinality;

/// <summary>Attributes that are those of the point before, byte for byte: they are kept without being read.</summary>
public sealed class CardinalityRepeatTests
{
    private static readonly KeyValue Stamp = new()
    {
        Key = "otlpgateway.stream",
        Value = new AnyValue { BytesValue = Google.Protobuf.ByteString.CopyFrom(new byte[16]) },
    };

    [Fact]
    public async Task Process_SameAttributesInOtherPlaces_AreCountedForTheirOwnLabel()
    {
        await using CardinalityRig rig = await StartAsync("{}");
        KeyValue env = Text("env", "prod");
        KeyValue zone = Text("zone", "a");
        ExportMetricsServiceRequest request = Gauge(
            "m", [env, zone], [env, zone], [env, zone], [Stamp, env, zone], [env, Stamp, zone], [zone, env], [zone, env], [env], [], [env, zone], [env, env]);

        for (int round = 1; round <= 3; round++)
        {
            Assert.Equal(request, await rig.SendAsync(request));
            Assert.Equal(11 * round, rig.Entry("m", "env").GetProperty("observed").GetInt64());
            Assert.Equal(8 * round, rig.Entry("m", "zone").GetProperty("observed").GetInt64());
        }

        Assert.Equal(1, rig.Entry("m", "env").GetProperty("distinct").GetInt64());
        Assert.Equal(2, rig.Page().GetProperty("watched").GetInt32());
    }

    [Fact]
    public async Task Process_DecisionChangesBetweenTwoOfThem_TheSecondFollowsIt()
    {
        await using CardinalityRig rig = await StartAsync("max_names_per_place: 5");
        string[] names = ["anna", "bert", "carl", "dora", "emil", "fred"];

        List<string?> sent = await rig.SendValuesAsync(
            "m", "path", [.. Enumerable.Repeat("/shop/anna/cart", 4), .. names.Select(name => $"/shop/{name}/cart"), "/shop/anna/cart"]);

        Assert.Equal(Enumerable.Repeat("/shop/anna/cart", 5), sent.Take(5));
        Assert.Equal(["/shop/{id}/cart", "/shop/{id}/cart"], sent.TakeLast(2));
    }

    [Fact]
    public async Task Process_TwoMetricsWithTheSameAttributes_AreToldApart()
    {
        await using CardinalityRig rig = await StartAsync("policies: [{metric: second, label: env, action: drop}]");
        IEnumerable<KeyValue>[] points = [.. Enumerable.Repeat((IEnumerable<KeyValue>)[Text("env", "prod")], 4)];
        ExportMetricsServiceRequest request = Gauge("first", points);
        request.ResourceMetrics[0].ScopeMetrics[0].Metrics.Add(Gauge("second", points).ResourceMetrics[0].ScopeMetrics[0].Metrics);

        ExportMetricsServiceRequest sent = await rig.SendAsync(request);

        Assert.All(sent.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Gauge.DataPoints, point => Assert.Single(point.Attributes));
        Assert.All(sent.ResourceMetrics[0].ScopeMetrics[0].Metrics[1].Gauge.DataPoints, point => Assert.Empty(point.Attributes));
    }
}
