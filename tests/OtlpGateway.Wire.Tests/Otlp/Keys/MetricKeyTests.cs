// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Keys;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp.Keys;

public class MetricKeyTests
{
    /// <summary>What is in logs out there was placed by these numbers: they never change.</summary>
    [Theory]
    [InlineData("", "", "", 0xD698867D998BE5FB, 6)]
    [InlineData("", "checkout", "user_login_total", 0x2A2D24E6C2A46087, 3)]
    [InlineData("shop", "checkout", "user_login_total", 0x7F5062ED3FFAF907, 3)]
    [InlineData("", "shop/checkout", "user_login_total", 0x4E9B95F0E4E6F46F, 2)]
    public void Of_JobAndName_IsFrozen(string space, string service, string name, ulong key, int placeOfEight)
    {
        ulong found = KeyOf(Job(space, service), name);

        Assert.Equal((key, placeOfEight), (found, MetricKey.PlaceOf(found, 8)));
    }

    [Fact]
    public void Of_OtherAttributesAndContent_DoesNotChange()
    {
        Resource plain = Job("shop", "checkout");
        Resource more = new() { Attributes = { Pair("service.instance.id", "a"), Pair("service.name", "checkout"), Pair("x", "y"), Pair("service.namespace", "shop") } };
        Metric metric = new() { Unit = "s", Description = "d", Name = "m", Gauge = new Gauge { DataPoints = { new NumberDataPoint { AsInt = 1, Attributes = { Pair("user", "a") } } } } };

        Assert.Equal(KeyOf(plain, "m"), MetricKey.Of(OfJob(more), metric.ToByteArray()));
    }

    [Fact]
    public void Of_NameOfServiceThatIsNoText_CountsAsNone()
    {
        Resource number = new() { Attributes = { new KeyValue { Key = "service.name", Value = new AnyValue { IntValue = 5 } } } };

        Assert.Equal(KeyOf(new Resource(), "m"), KeyOf(number, "m"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void PlaceOf_ManyKeys_AreSpreadEvenly(int places)
    {
        const int Keys = 64_000;
        int[] found = new int[places];
        for (int i = 0; i < Keys; i++)
        {
            found[MetricKey.PlaceOf(KeyOf(new Resource(), $"metric_{i}"), places)]++;
        }

        Assert.All(found, count => Assert.InRange(count, Keys / places * 0.85, Keys / places * 1.15));
    }

    [Fact]
    public void PlaceOf_OnePlaceMore_MovesKeysOnlyThere()
    {
        const int Places = 8;
        const int Keys = 10_000;
        int moved = 0;
        for (int i = 0; i < Keys; i++)
        {
            ulong key = KeyOf(new Resource(), $"metric_{i}");
            int before = MetricKey.PlaceOf(key, Places);
            int after = MetricKey.PlaceOf(key, Places + 1);
            Assert.True(after == before || after == Places);
            moved += after == before ? 0 : 1;
        }

        Assert.InRange(moved, Keys / (Places + 1) * 0.85, Keys / (Places + 1) * 1.15);
    }

    private static ulong KeyOf(Resource resource, string name) => MetricKey.Of(OfJob(resource), new Metric { Name = name }.ToByteArray());

    private static ulong OfJob(Resource resource) => MetricKey.OfJob(ResourceItemsCursor.Read(new ResourceMetrics { Resource = resource }.ToByteArray()).Resource);

    private static Resource Job(string space, string service)
    {
        Resource resource = new();
        if (space.Length > 0)
        {
            resource.Attributes.Add(Pair("service.namespace", space));
        }

        if (service.Length > 0)
        {
            resource.Attributes.Add(Pair("service.name", service));
        }

        return resource;
    }

    private static KeyValue Pair(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };
}
