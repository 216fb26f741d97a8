// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Xunit;

namespace OtlpGateway.Tests.Deployment;

/// <summary>Prometheus and Grafana ask for metrics that exist, and for sources that are provisioned.</summary>
public sealed class MonitoringTests
{
    private static readonly string Folder = Repository.PathOf("docker");

    [Fact]
    public void Alerts_AskForMetricsThatExist()
    {
        string[] queries = [.. YamlTree.Load(Path.Combine(Folder, "prometheus", "alerts.yaml")).Single()["groups"].Items
            .SelectMany(group => group["rules"].Items).Select(rule => rule["expr"].Text)];
        Assert.All(queries, ShippedGateway.AssertMetricsExist);
        Assert.True(queries.Count(ShippedGateway.AsksForOurs) >= 5);
    }

    [Fact]
    public void Prometheus_ScrapesBothTiersWhereTheyServe()
    {
        YamlTree prometheus = YamlTree.Load(Path.Combine(Folder, "prometheus", "prometheus.yaml")).Single();
        YamlTree services = YamlTree.Load(Path.Combine(Folder, "compose.yaml")).Single()["services"];
        YamlTree[] targets = [.. prometheus["scrape_configs"].Items.SelectMany(job => job["dns_sd_configs"].Items)];

        Assert.All(targets.SelectMany(target => target["names"].Items), name => Assert.Contains(name.Text, services.Keys));
        Assert.All(targets, target => Assert.Equal(8888, target["port"].Number));
        string[] mounted = [.. services["prometheus"]["volumes"].Items.Select(volume => volume.Text.Split(':')[1])];
        Assert.All(prometheus["rule_files"].Items, file => Assert.Contains(file.Text, mounted));
    }

    [Fact]
    public void Dashboard_PanelsAskProvisionedSourcesForWhatExists()
    {
        string[] sources = [.. YamlTree.Load(Path.Combine(Folder, "grafana", "provisioning", "datasources", "datasources.yaml")).Single()["datasources"].Items.Select(source => source["uid"].Text)];
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "dashboards", "otlp-gateway.json")));
        int queries = 0;
        foreach (JsonElement target in dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray()))
        {
            Assert.Contains(target.GetProperty("datasource").GetProperty("uid").GetString(), sources);
            if (target.TryGetProperty("expr", out JsonElement query))
            {
                queries++;
                Assert.True(ShippedGateway.AsksForOurs(query.GetString()!));
                ShippedGateway.AssertMetricsExist(query.GetString()!);
            }
        }

        Assert.True(queries >= 8);
    }

    [Fact]
    public void Grafana_FindsTheDashboardsWhereTheyAreMounted()
    {
        YamlTree provider = YamlTree.Load(Path.Combine(Folder, "grafana", "provisioning", "dashboards", "dashboards.yaml")).Single()["providers"].Items.Single();
        YamlTree grafana = YamlTree.Load(Path.Combine(Folder, "compose.yaml")).Single()["services"]["grafana"];

        Assert.Contains($"./grafana/dashboards:{provider["options"]["path"].Text}:ro", grafana["volumes"].Items.Select(volume => volume.Text));
    }
}
