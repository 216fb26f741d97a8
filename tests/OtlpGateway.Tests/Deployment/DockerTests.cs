// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace OtlpGateway.Tests.Deployment;

/// <summary>The image and the compose file cannot be run by a unit test: everything that they refer to is checked instead.</summary>
public sealed partial class DockerTests
{
    private static readonly string Folder = Repository.PathOf("docker");
    private static readonly YamlTree Compose = YamlTree.Load(Path.Combine(Folder, "compose.yaml")).Single();

    public static TheoryData<string> Services => [.. Compose["services"].Keys];

    public static TheoryData<string> Tiers => ["gateway", "consumer"];

    internal static string User => Instruction("USER");

    [Fact]
    public void Dockerfile_RunsAsAUserThatIsNotRoot()
    {
        string[] user = User.Split(':');
        Assert.All(user, id => Assert.True(int.Parse(id, CultureInfo.InvariantCulture) > 0));
    }

    [Fact]
    public void Dockerfile_HasStagesHealthCheckAndThePortsOfTheConfigurations()
    {
        Assert.Equal(2, Lines().Count(line => line.StartsWith("FROM ", StringComparison.Ordinal)));
        Assert.Contains("http://127.0.0.1:13133/ready", File.ReadAllText(Path.Combine(Folder, "Dockerfile")), StringComparison.Ordinal);
        Assert.Equal(
            ShippedGateway.PortsOf([Repository.PathOf("config", "gateway.yaml")]).Order(),
            Instruction("EXPOSE").Split(' ').Order());
        Assert.Equal("[\"otlp-gateway\"]", Instruction("ENTRYPOINT"));
        Assert.Contains("OTLP_GATEWAY_LISTEN=0.0.0.0", File.ReadAllText(Path.Combine(Folder, "Dockerfile")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dockerfile_DefaultCommand_IsAValidConfiguration()
    {
        string[] command = Instruction("CMD").Trim('[', ']').Split(',').Select(part => part.Trim(' ', '"')).ToArray();
        await ShippedGateway.AssertValidAsync(ShippedGateway.ConfigsOf(command), []);
    }

    [Fact]
    public void Dockerfile_WhatItCopiesAndRuns_IsThereAndNotIgnored()
    {
        string[] ignored = File.ReadAllLines(Path.Combine(Folder, "Dockerfile.dockerignore"));
        string[] needed = ["config", "src", "scripts/build.sh", "scripts/setup.sh", "eng/native/package.json", "global.json", "Directory.Build.props"];
        Assert.All(needed, path => Assert.True(Path.Exists(Repository.PathOf(path)), path));
        Assert.Empty(needed.Select(path => path.Split('/')[0]).Intersect(ignored));
        IEnumerable<string> copied = Lines().Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]);
        Assert.All(copied, path => Assert.True(Path.Exists(Repository.PathOf(path)), path));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Compose_Service_HasWhatItRefersTo(string name)
    {
        YamlTree service = Compose["services"][name];
        Assert.NotEmpty(service["image"].Text);
        if (service.Find("build") is { } build)
        {
            string context = Path.GetFullPath(Path.Combine(Folder, build["context"].Text));
            Assert.Equal(Repository.Root, context);
            Assert.True(File.Exists(Path.Combine(context, build["dockerfile"].Text)));
        }

        foreach (string volume in service.Find("volumes")?.Items.Select(item => item.Text.Split(':')[0]) ?? [])
        {
            Assert.True(
                volume.StartsWith('.') ? Path.Exists(Path.Combine(Folder, volume)) : Compose["volumes"].Keys.Contains(volume),
                $"{name} mounts {volume}, which is not there");
        }

        foreach (string dependency in service.Find("depends_on")?.Keys ?? [])
        {
            bool hasCheck = Compose["services"][dependency].Find("healthcheck") is not null;
            Assert.True(hasCheck || service["depends_on"][dependency]["condition"].Text != "service_healthy", $"{dependency} has no health check");
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public async Task Compose_Tier_RunsAValidConfigurationThatReadsItsVariables(string tier)
    {
        YamlTree service = Compose["services"][tier];
        List<string> configs = ShippedGateway.ConfigsOf(service["command"].Items.Select(item => item.Text));
        YamlTree environment = service["environment"];
        await ShippedGateway.AssertValidAsync(configs, environment.Keys.Select(key => KeyValuePair.Create(key, Default().Replace(environment[key].Text, "$1"))));

        string[] read = [.. ShippedGateway.VariablesOf([Repository.PathOf("config", "gateway.yaml"), Repository.PathOf("config", "consumer.yaml")])];
        Assert.Empty(environment.Keys.Except(read));
        Assert.Contains("KAFKA_BROKERS", environment.Keys);
        string[] ports = [.. ShippedGateway.PortsOf(configs)];
        Assert.All(service.Find("ports")?.Items ?? [], port => Assert.Contains(port.Text.Split(':')[^1], ports));
    }

    [Fact]
    public void Compose_Kafka_IsItsOwnController()
    {
        Assert.Equal("broker,controller", Compose["services"]["kafka"]["environment"]["KAFKA_PROCESS_ROLES"].Text);
        Assert.DoesNotContain(Compose["services"].Keys, name => name.Contains("zookeeper", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            $"PLAINTEXT://{Compose["services"]["gateway"]["environment"]["KAFKA_BROKERS"].Text}",
            Compose["services"]["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].Text);
    }

    [Fact]
    public void Compose_WhatIsStopped_HasTimeToDrain() =>
        Assert.All(["gateway", "consumer"], tier => Assert.True(int.Parse(Compose["services"][tier]["stop_grace_period"].Text.TrimEnd('s'), CultureInfo.InvariantCulture) >= 30));

    // What compose puts in place of ${NAME:-default}.
    [GeneratedRegex(@"^\$\{[A-Z_]+:-([^}]*)\}$")]
    private static partial Regex Default();

    private static IEnumerable<string> Lines() => File.ReadAllLines(Path.Combine(Folder, "Dockerfile"));

    private static string Instruction(string name) =>
        Lines().Last(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..].TrimEnd('\\', ' ');
}
