// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using OtlpGateway.Composition;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private const string Good = """
        receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
        exporters: {debug: }
        service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("otlp-gateway-cli");

    public static TheoryData<string> ShippedConfigurations =>
        [.. Directory.GetFiles(Repository.PathOf("config"), "*.yaml").Select(Path.GetFileName).OfType<string>()];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(ShippedConfigurations))]
    public async Task Validate_ShippedConfiguration_SaysNothing(string name)
    {
        CommandLineRun run = await CommandLineRun.InvokeAsync("validate", "--config", Repository.PathOf("config", name));
        Assert.Equal(new CommandLineRun(0, "", ""), run);
    }

    [Fact]
    public async Task Validate_BadConfiguration_ListsEveryErrorOnStandardError()
    {
        string path = Write("bad.yaml", """
            receivers:
              otlp:
                protocols:
                  grcp:
            exporters:
              debug:
                verbosity: loud
            service:
              pipelines:
                traces:
                  receivers: [otlp]
                  exporters: [debugg]
            """);
        CommandLineRun run = await CommandLineRun.InvokeAsync("validate", "--config", path);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        string[] lines = run.Errors.Replace(path, "bad.yaml", StringComparison.Ordinal).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("  bad.yaml:4:7: receivers::otlp::protocols::grcp: unknown key; did you mean \"grpc\"?", lines);
        Assert.Contains("  bad.yaml:7:16: exporters::debug::verbosity: expected one of basic, normal, detailed, found the string \"loud\"", lines);
        Assert.Contains("  bad.yaml:12:19: service::pipelines::traces: references exporter \"debugg\" which is not configured; did you mean \"debug\"?", lines);
        Assert.StartsWith("Error: the configuration is not valid, ", lines[0], StringComparison.Ordinal);
        Assert.Equal($"Error: the configuration is not valid, {lines.Length - 1} errors:", lines[0]);
    }

    [Fact]
    public async Task Root_WithoutConfiguration_Fails()
    {
        CommandLineRun run = await CommandLineRun.InvokeAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("at least one config flag must be provided", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("nonsense")]
    [InlineData("print-config", "--format", "toml")]
    public async Task Root_UnknownArgument_Fails(params string[] args) => Assert.Equal(1, (await CommandLineRun.InvokeAsync(args)).ExitCode);

    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    public async Task Version_PrintsNameAndVersion(string flag)
    {
        CommandLineRun run = await CommandLineRun.InvokeAsync(flag);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^otlp-gateway version \d+\.\d+\.\d+\s*$", run.Output);
    }

    [Fact]
    public async Task Help_EveryCommand_IsThere()
    {
        CommandLineRun root = await CommandLineRun.InvokeAsync("--help");
        Assert.Equal(0, root.ExitCode);
        foreach (System.CommandLine.Command command in OtlpGateway.Cli.CommandLine.Create(GatewayComponents.CreateRegistry()).Subcommands)
        {
            Assert.Contains(command.Name, root.Output, StringComparison.Ordinal);
            CommandLineRun help = await CommandLineRun.InvokeAsync(command.Name, "--help");
            Assert.Equal(0, help.ExitCode);
            Assert.Contains(command.Description!, help.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Components_ListsWhatIsRegistered()
    {
        CommandLineRun run = await CommandLineRun.InvokeAsync("components");
        ConfigDiagnostics diagnostics = new();
        ConfigMap list = ConfigLoader.Load(new ConfigInput { Sources = [$"yaml:{run.Output}"] }, diagnostics);
        Assert.False(diagnostics.HasErrors);
        Assert.Equal(
            ["buildinfo", "receivers", "processors", "exporters", "connectors", "extensions", "providers", "converters"],
            list.Entries.Select(entry => entry.Key));
        ConfigList receivers = Assert.IsType<ConfigList>(list.Find("receivers")!.Value);
        ConfigMap otlp = receivers.Items.Cast<ConfigMap>().Single(item => Text(item, "name") == "otlp");
        Assert.Equal("OtlpGateway.Receivers", Text(otlp, "module"));
        Assert.Equal("Beta", Text((ConfigMap)otlp.Find("stability")!.Value, "traces"));
    }

    [Fact]
    public async Task PrintConfig_AsYaml_IsAConfigurationThatPrintsTheSame()
    {
        CommandLineRun first = await CommandLineRun.InvokeAsync("print-config", "--config", Write("a.yaml", Good));
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("endpoint: 127.0.0.1:0", first.Output, StringComparison.Ordinal);
        CommandLineRun again = await CommandLineRun.InvokeAsync("print-initial-config", "--config", Write("b.yaml", first.Output));
        Assert.Equal(first.Output, again.Output);
    }

    [Fact]
    public async Task PrintConfig_AsJson_HasOverrides()
    {
        CommandLineRun run = await CommandLineRun.InvokeAsync(
            "print-config", "--format", "json", "--config", Write("a.yaml", Good), "--set", "service.telemetry.metrics.level=detailed");
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("detailed", json.RootElement.GetProperty("service").GetProperty("telemetry").GetProperty("metrics").GetProperty("level").GetString());
    }

    [Fact]
    public async Task PrintConfig_BadConfiguration_FailsUnlessNotValidated()
    {
        string path = Write("a.yaml", Good.Replace("debug: ", "debug: {nonsense: 1}", StringComparison.Ordinal));
        Assert.Equal(1, (await CommandLineRun.InvokeAsync("print-config", "--config", path)).ExitCode);
        Assert.Equal(0, (await CommandLineRun.InvokeAsync("print-config", "--config", path, "--validate=false")).ExitCode);
    }

    [Fact]
    public async Task FeatureGate_KnownAndUnknown()
    {
        Assert.Contains("service.profilesSupport", (await CommandLineRun.InvokeAsync("featuregate")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandLineRun.InvokeAsync("featuregate", "service.profilesSupport")).ExitCode);
        Assert.Equal(1, (await CommandLineRun.InvokeAsync("featuregate", "nonsense")).ExitCode);
    }

    [Fact]
    public void FeatureGates_Ids_SplitsAndStripsSigns() =>
        Assert.Equal(["a", "b", "c", "d"], FeatureGates.Ids(["a,-b,+c", " d "]));

    private static string Text(ConfigMap map, string key) => ((ConfigScalar)map.Find(key)!.Value).Text;

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
