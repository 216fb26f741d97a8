// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace OtlpGateway.Tests.Deployment;

/// <summary>The manifests hang together: kinds, selectors, ports, probes, volumes and the configurations that pods run.</summary>
public sealed partial class KubernetesTests
{
    /// <summary>What the gateway itself takes to drain at most.</summary>
    private const int DrainSeconds = 25;

    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["Namespace"] = "v1",
        ["ConfigMap"] = "v1",
        ["Service"] = "v1",
        ["Deployment"] = "apps/v1",
        ["StatefulSet"] = "apps/v1",
        ["PodDisruptionBudget"] = "policy/v1",
        ["HorizontalPodAutoscaler"] = "autoscaling/v2",
        ["ScaledObject"] = "keda.sh/v1alpha1",
        ["Kustomization"] = "kustomize.config.k8s.io/v1beta1",
    };

    private static readonly string Folder = Repository.PathOf("deploy", "kubernetes");

    private static readonly List<YamlTree> All = [.. Directory.GetFiles(Folder, "*.yaml").Order().SelectMany(YamlTree.Load)];

    private static readonly List<YamlTree> Workloads = [.. All.Where(document => document["kind"].Text is "Deployment" or "StatefulSet")];

    public static TheoryData<int> WorkloadNumbers => [.. Enumerable.Range(0, Workloads.Count)];

    [Fact]
    public void Documents_HaveKnownKindsAndNames()
    {
        Assert.NotEmpty(Workloads);
        foreach (YamlTree document in All)
        {
            Assert.Equal(Kinds[document["kind"].Text], document["apiVersion"].Text);
            if (document["kind"].Text != "Kustomization")
            {
                Assert.Matches(ResourceName(), document["metadata"]["name"].Text);
            }
        }
    }

    [Fact]
    public void Kustomization_NamesFilesThatAreThere()
    {
        YamlTree kustomization = All.Single(document => document["kind"].Text == "Kustomization");
        Assert.All(kustomization["resources"].Items, file => Assert.True(File.Exists(Path.Combine(Folder, file.Text)), file.Text));
    }

    [Theory]
    [MemberData(nameof(WorkloadNumbers))]
    public async Task Workload_RunsAValidConfigurationOnTheSettings(int number)
    {
        YamlTree container = Container(number);
        YamlTree settings = All.Single(document => document["kind"].Text == "ConfigMap" && document["metadata"]["name"].Text == container["envFrom"].Items.Single()["configMapRef"]["name"].Text)["data"];
        List<string> configs = ShippedGateway.ConfigsOf(container["args"].Items.Select(arg => arg.Text));
        await ShippedGateway.AssertValidAsync(configs, settings.Keys.Select(key => KeyValuePair.Create(key, settings[key].Text)));

        string[] read = [.. ShippedGateway.VariablesOf([Repository.PathOf("config", "gateway.yaml"), Repository.PathOf("config", "consumer.yaml")])];
        IEnumerable<string> given = [.. settings.Keys, .. container.Find("env")?.Items.Select(variable => variable["name"].Text) ?? []];
        Assert.Empty(given.Except(read));
        Assert.All(container["ports"].Items, port => Assert.Contains(port["containerPort"].Text, ShippedGateway.PortsOf(configs)));
    }

    [Theory]
    [MemberData(nameof(WorkloadNumbers))]
    public void Workload_ProbesAsTheyAreMeant(int number)
    {
        YamlTree container = Container(number);
        Assert.Equal("/", container["livenessProbe"]["httpGet"]["path"].Text);
        Assert.Equal("/ready", container["readinessProbe"]["httpGet"]["path"].Text);
        foreach (string probe in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
        {
            YamlTree port = container["ports"].Items.Single(port => port["name"].Text == container[probe]["httpGet"]["port"].Text);
            Assert.Equal(13133, port["containerPort"].Number);
        }
    }

    [Theory]
    [MemberData(nameof(WorkloadNumbers))]
    public void Workload_HasTimeToDrain(int number)
    {
        string[] before = [.. Container(number)["lifecycle"]["preStop"]["exec"]["command"].Items.Select(part => part.Text)];
        Assert.Equal("sleep", before[0]);
        int wait = int.Parse(before[1], CultureInfo.InvariantCulture);
        Assert.True(Pod(number)["terminationGracePeriodSeconds"].Number > wait + DrainSeconds);
    }

    [Theory]
    [MemberData(nameof(WorkloadNumbers))]
    public void Workload_IsNotRootAndAsksForResources(int number)
    {
        YamlTree security = Pod(number)["securityContext"];
        Assert.Equal("true", security["runAsNonRoot"].Text);
        Assert.Equal(DockerTests.User, $"{security["runAsUser"].Text}:{security["runAsGroup"].Text}");
        Assert.Equal("false", Container(number)["securityContext"]["allowPrivilegeEscalation"].Text);
        Assert.Equal(["ALL"], Container(number)["securityContext"]["capabilities"]["drop"].Items.Select(item => item.Text));
        Assert.Equal(["cpu", "memory"], Container(number)["resources"]["requests"].Keys);
    }

    [Theory]
    [MemberData(nameof(WorkloadNumbers))]
    public void Workload_MountsVolumesThatItHas(int number)
    {
        IEnumerable<string> claims = Workloads[number]["spec"].Find("volumeClaimTemplates")?.Items.Select(claim => claim["metadata"]["name"].Text) ?? [];
        string[] volumes = [.. Pod(number)["volumes"].Items.Select(volume => volume["name"].Text), .. claims];
        YamlTree[] mounts = [.. Container(number)["volumeMounts"].Items];

        Assert.Equal(volumes.Order(), mounts.Select(mount => mount["name"].Text).Order());
        Assert.Contains("/var/lib/otlp-gateway", mounts.Select(mount => mount["mountPath"].Text));
    }

    [Theory]
    [MemberData(nameof(WorkloadNumbers))]
    public void Workload_SelectsItsOwnPods(int number) =>
        Assert.True(Selects(Workloads[number]["spec"]["selector"]["matchLabels"], Workloads[number]));

    [Fact]
    public void Services_LeadToPortsOfPods()
    {
        foreach (YamlTree service in All.Where(document => document["kind"].Text == "Service"))
        {
            YamlTree[] behind = [.. Workloads.Where(workload => Selects(service["spec"]["selector"], workload))];
            Assert.NotEmpty(behind);
            foreach (YamlTree workload in behind)
            {
                IEnumerable<string> ports = workload["spec"]["template"]["spec"]["containers"].Items.Single()["ports"].Items.Select(port => port["name"].Text);
                Assert.All(service["spec"]["ports"].Items, port => Assert.Contains(port["targetPort"].Text, ports));
            }
        }
    }

    [Fact]
    public void DisruptionBudgets_CoverEveryTier()
    {
        YamlTree[] budgets = [.. All.Where(document => document["kind"].Text == "PodDisruptionBudget")];
        Assert.All(budgets, budget => Assert.Contains(Workloads, workload => Selects(budget["spec"]["selector"]["matchLabels"], workload)));
        Assert.All(Workloads, workload => Assert.Contains(budgets, budget => Selects(budget["spec"]["selector"]["matchLabels"], workload)));
    }

    [Fact]
    public void Scalers_ScaleWhatIsThere()
    {
        foreach (YamlTree scaler in All.Where(document => document["kind"].Text is "HorizontalPodAutoscaler" or "ScaledObject"))
        {
            Assert.Contains(scaler["spec"]["scaleTargetRef"]["name"].Text, Workloads.Select(workload => workload["metadata"]["name"].Text));
        }

        YamlTree trigger = All.Single(document => document["kind"].Text == "ScaledObject")["spec"]["triggers"].Items.Single();
        Assert.True(ShippedGateway.AsksForOurs(trigger["metadata"]["query"].Text));
        ShippedGateway.AssertMetricsExist(trigger["metadata"]["query"].Text);
    }

    private static bool Selects(YamlTree labels, YamlTree workload)
    {
        YamlTree of = workload["spec"]["template"]["metadata"]["labels"];
        return labels.Keys.All(key => of.Find(key)?.Text == labels[key].Text);
    }

    private static YamlTree Pod(int number) => Workloads[number]["spec"]["template"]["spec"];

    private static YamlTree Container(int number) => Pod(number)["containers"].Items.Single();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex ResourceName();
}
