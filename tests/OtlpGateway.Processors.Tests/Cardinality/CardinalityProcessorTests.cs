// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Processors.Cardinality;
using Xunit;
using static OtlpGateway.Processors.Tests.Cardinality.CardinalityRig;

namespace OtlpGateway.Processors.Tests.Cardinality;

public sealed class CardinalityProcessorTests
{
    [Theory]
    [InlineData("5eed0001-0000-4a17-9c01-3f7712880001", null)]
    [InlineData("joe.doe@example.com", null)]
    [InlineData("10.1.2.3", null)]
    [InlineData("2026-11-20T10:11:12Z", null)]
    [InlineData("1763633472", null)]
    [InlineData("123456789012", null)]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736", null)]
    [InlineData("/users/abc123/orders/456", "/users/{id}/orders/{id}")]
    [InlineData("SELECT * FROM orders WHERE id = 5", "SELECT * FROM orders WHERE id = ?")]
    [InlineData("prod", "prod")]
    [InlineData("v1.2.3", "v1.2.3")]
    [InlineData("/api/v1/orders", "/api/v1/orders")]
    [InlineData("SELECT a FROM b", "SELECT a FROM b")]
    public async Task Process_KnownShape_ActsFromTheFirstPoint(string value, string? expected)
    {
        await using CardinalityRig rig = await StartAsync("{}");

        Assert.Equal(expected, await rig.SendValueAsync("m", "label", value));
        Assert.Equal(expected, await rig.SendValueAsync("m", "label", value));
    }

    [Fact]
    public async Task Process_OtherLabelsAndTheStamp_StayAsTheyAre()
    {
        await using CardinalityRig rig = await StartAsync("{}");
        KeyValue stamp = new() { Key = "otlpgateway.stream", Value = new AnyValue { BytesValue = Google.Protobuf.ByteString.CopyFrom(new byte[16]) } };
        ExportMetricsServiceRequest sent = await rig.SendAsync(
            Gauge("m", [Text("env", "prod"), Text("user", "5eed0001-0000-4a17-9c01-3f7712880001"), Text("region", "eu"), stamp]));

        Assert.Equal(
            [Text("env", "prod"), Text("region", "eu"), stamp],
            sent.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Gauge.DataPoints[0].Attributes);
        Assert.Equal(3, rig.Page().GetProperty("watched").GetInt32());
    }

    [Fact]
    public async Task Process_WholeNumberThatIsATime_IsDropped()
    {
        await using CardinalityRig rig = await StartAsync("{}");
        ExportMetricsServiceRequest sent = await rig.SendAsync(Gauge("m", [Whole("at", 1_763_633_472_123), Whole("code", 200)]));

        Assert.Equal([Whole("code", 200)], sent.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Gauge.DataPoints[0].Attributes);
    }

    [Fact]
    public async Task Process_Policies_WinOverShapes_AndTheFirstOneDecides()
    {
        await using CardinalityRig rig = await StartAsync(
            """
            policies:
              - {metric: process_*, label: pid, action: drop}
              - {metric: kept, label: user, action: keep}
              - {metric: cut, label: user, action: normalise}
              - {metric: "*", label: user, action: limit, limit: 2}
            """);

        Assert.Null(await rig.SendValueAsync("process_cpu_percent", "pid", "1234"));
        Assert.Equal("1234", await rig.SendValueAsync("thread_cpu", "pid", "1234"));
        Assert.Equal("joe@example.com", await rig.SendValueAsync("kept", "user", "joe@example.com"));
        Assert.Equal("{id}", await rig.SendValueAsync("cut", "user", "joe@example.com"));
        Assert.Equal("user-{id}", await rig.SendValueAsync("cut", "user", "user-17"));
        Assert.Equal<string?>(["a", "b", "other", "a"], await rig.SendValuesAsync("any", "user", ["a", "b", "c", "a"]));
        Assert.Equal("policy", rig.Entry("any", "user").GetProperty("rule").GetString());
        Assert.Equal("limit", rig.Entry("any", "user").GetProperty("decision").GetString());
    }

    [Fact]
    public async Task Process_KeepLabels_AreLeftAlone()
    {
        await using CardinalityRig rig = await StartAsync("keep_labels: [revision, 'trace_*']");

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", await rig.SendValueAsync("m", "revision", "4bf92f3577b34da6a3ce929d0e0e4736"));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", await rig.SendValueAsync("m", "trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    [Fact]
    public async Task Process_DryRun_ReportsAndChangesNothing()
    {
        await using CardinalityRig rig = await StartAsync("dry_run: true");

        Assert.Equal("joe@example.com", await rig.SendValueAsync("m", "user", "joe@example.com"));
        Assert.True(rig.Page().GetProperty("dry_run").GetBoolean());
        Assert.Equal("drop", rig.Entry("m", "user").GetProperty("decision").GetString());
        Assert.Equal(1, rig.Metrics.Sum("otelcol_processor_cardinality_changed_labels", "action=drop"));
    }

    [Fact]
    public async Task Process_NotAutomatic_OnlyPoliciesAct()
    {
        await using CardinalityRig rig = await StartAsync("{automatic: false, policies: [{label: pid, action: drop}]}");

        Assert.Equal("joe@example.com", await rig.SendValueAsync("m", "user", "joe@example.com"));
        Assert.Null(await rig.SendValueAsync("m", "pid", "7"));
    }

    [Fact]
    public async Task Process_MoreLabelsThanAreWatched_ShapesAndPoliciesStillAct()
    {
        await using CardinalityRig rig = await StartAsync("{max_labels: 1, policies: [{label: pid, action: drop}, {label: few, action: limit, limit: 3}]}");
        await rig.SendValueAsync("first", "env", "prod");

        Assert.Null(await rig.SendValueAsync("m", "user", "joe@example.com"));
        Assert.Equal("/users/{id}", await rig.SendValueAsync("m", "path", "/users/7"));
        Assert.Null(await rig.SendValueAsync("m", "pid", "7"));
        Assert.Equal("other", await rig.SendValueAsync("m", "few", "a"));
        Assert.Equal("prod", await rig.SendValueAsync("m", "env", "prod"));
        Assert.Equal(5, rig.Metrics.Sum("otelcol_processor_cardinality_unwatched_labels"));
        Assert.Equal(1, rig.Page().GetProperty("watched").GetInt32());
    }

    [Fact]
    public async Task Process_SameKeysInAnotherMetric_AreOtherLabels()
    {
        await using CardinalityRig rig = await StartAsync("{max_labels: 2, policies: [{metric: b, label: pid, action: drop}]}");
        await rig.SendAsync(Gauge("a", [Text("x", "1"), Text("pid", "2")]));
        ExportMetricsServiceRequest request = Gauge("c", [Text("y", "1"), Text("pid", "2")]);
        request.ResourceMetrics[0].ScopeMetrics[0].Metrics.Insert(0, Gauge("a", [Text("z", "1"), Text("pid", "2")]).ResourceMetrics[0].ScopeMetrics[0].Metrics[0]);
        request.ResourceMetrics[0].ScopeMetrics[0].Metrics.Add(Gauge("b", [Text("z", "1"), Text("pid", "2")]).ResourceMetrics[0].ScopeMetrics[0].Metrics[0]);
        ExportMetricsServiceRequest sent = await rig.SendAsync(request);

        Assert.Equal(
            ["a: z pid", "c: y pid", "b: z"],
            sent.ResourceMetrics[0].ScopeMetrics[0].Metrics.Select(metric => $"{metric.Name}: {string.Join(' ', metric.Gauge.DataPoints[0].Attributes.Select(attribute => attribute.Key))}"));
    }

    [Fact]
    public async Task Process_LabelsInAnyOrder_AreToldByTheirKeys()
    {
        await using CardinalityRig rig = await StartAsync("policies: [{label: pid, action: drop}]");
        ExportMetricsServiceRequest sent = await rig.SendAsync(Gauge(
            "m", [Text("a", "1"), Text("pid", "2")], [Text("pid", "3"), Text("a", "4")], [Text("b", "5")], [Text("pid", "6"), Text("b", "7"), Text("a", "8")]));

        Assert.Equal(
            ["a=1", "a=4", "b=5", "b=7 a=8"],
            sent.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Gauge.DataPoints.Select(point =>
                string.Join(' ', point.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value.StringValue}"))));
        Assert.Equal(3, rig.Entry("m", "pid").GetProperty("observed").GetInt64());
        Assert.Equal(3, rig.Entry("m", "a").GetProperty("observed").GetInt64());
        Assert.Equal(2, rig.Entry("m", "b").GetProperty("observed").GetInt64());
    }

    [Fact]
    public async Task Page_OfAShape_SaysWhyAndShowsNoValue()
    {
        await using CardinalityRig rig = await StartAsync("{}");
        await rig.SendValuesAsync("user_login_total", "email", Enumerable.Range(0, 20).Select(number => $"user{number}.c1@example.com"));
        JsonElement entry = rig.Entry("user_login_total", "email");

        Assert.Equal("drop", entry.GetProperty("decision").GetString());
        Assert.Equal("shape", entry.GetProperty("rule").GetString());
        Assert.Equal("email", entry.GetProperty("shape").GetString());
        Assert.Equal("a value is an e-mail address", entry.GetProperty("evidence").GetString());
        Assert.Equal(rig.Time.GetUtcNow(), entry.GetProperty("since").GetDateTimeOffset());
        Assert.Equal(20, entry.GetProperty("distinct").GetInt64());
        Assert.Equal(1, entry.GetProperty("distinct_left").GetInt64());
        Assert.Equal(19, entry.GetProperty("series_saved").GetInt64());
        Assert.Equal(20, entry.GetProperty("shapes").GetProperty("email").GetInt64());
        Assert.Equal("aaaa0.a0@aaaaaaa.aaa", entry.GetProperty("examples")[0].GetString());
        Assert.DoesNotContain("example.com", rig.Page().GetRawText(), StringComparison.Ordinal);
        Assert.Equal(19, rig.Metrics.Sum("otelcol_processor_cardinality_saved_series"));
    }

    [Fact]
    public async Task Page_OfTemplates_CountsWhatIsLeft()
    {
        await using CardinalityRig rig = await StartAsync("{}");
        await rig.SendValuesAsync("m", "path", ["/a/1", "/a/2", "/b/1", "/health"]);
        await rig.SendValuesAsync("m", "mixed", ["word", "a1@example.com", "a2@example.com"]);

        Assert.Equal(3, rig.Entry("m", "path").GetProperty("distinct_left").GetInt64());
        Assert.Equal(1, rig.Entry("m", "path").GetProperty("series_saved").GetInt64());
        Assert.Equal(2, rig.Entry("m", "mixed").GetProperty("distinct_left").GetInt64());
    }

    [Fact]
    public async Task Page_IsSortedBySeriesSaved_AndBounded()
    {
        await using CardinalityRig rig = await StartAsync("{}");
        await rig.SendValuesAsync("a", "few", ["1a", "2b"]);
        await rig.SendValuesAsync("b", "user", ["a1@example.com", "a2@example.com", "a3@example.com"]);
        await rig.SendValuesAsync("c", "user", Enumerable.Range(0, 9).Select(number => $"a{number}@example.com"));

        Assert.Equal(["c", "b"], rig.Page(limit: 2).GetProperty("labels").EnumerateArray().Select(entry => entry.GetProperty("metric").GetString()));
        Assert.Equal(10, rig.Page(limit: 1).GetProperty("series_saved").GetInt64());
    }

    [Fact]
    public async Task Process_ResourceAttributes_OnlyWhenAsked()
    {
        ExportMetricsServiceRequest request = Gauge("m", [Text("env", "prod")]);
        request.ResourceMetrics[0].Resource = new() { Attributes = { Text("host.id", "5eed0001-0000-4a17-9c01-3f7712880001") } };
        await using CardinalityRig off = await StartAsync("{}");
        await using CardinalityRig on = await StartAsync("resource_attributes: true");

        Assert.Single((await off.SendAsync(request)).ResourceMetrics[0].Resource.Attributes);
        Assert.Empty((await on.SendAsync(request)).ResourceMetrics[0].Resource.Attributes);
    }

    [Theory]
    [InlineData("{}", LabelChange.Merges)]
    [InlineData("dry_run: true", LabelChange.None)]
    public void Changes_OfOptions_SayWhetherStreamsCanLookAlike(string yaml, LabelChange change)
    {
        IProcessorFactory factory = new CardinalityFactory();
        Assert.Equal(change, factory.Changes(Options(yaml)));
    }
}
