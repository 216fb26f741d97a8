// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Composition;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Tests.Cli;
using Xunit;

namespace OtlpGateway.Tests.Compat;

/// <summary>The Collector configurations that are promised to run unmodified.</summary>
public sealed class CompatConfigurationTests
{
    public static TheoryData<string> Configurations =>
        [.. Directory.GetFiles(Repository.PathOf("config", "compat"), "*.yaml").Select(Path.GetFileName).OfType<string>().Order()];

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Validate_CollectorConfiguration_SaysNothing(string name)
    {
        CommandLineRun run = await CommandLineRun.InvokeAsync("validate", "--config", Repository.PathOf("config", "compat", name));
        Assert.Equal(new CommandLineRun(0, "", ""), run);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void File_BeginsWithWhatItShows(string name) =>
        Assert.StartsWith("# ", File.ReadLines(Repository.PathOf("config", "compat", name)).First(), StringComparison.Ordinal);

    [Fact]
    public void Load_DiagnosticsOfTheCollector_ArePassedOverWithAHint()
    {
        LoadedConfig loaded = Load("collector-extras.yaml");

        Assert.Contains(loaded.Diagnostics.Warnings, warning => warning.Path == "extensions::pprof" && warning.Message.Contains("dotnet-trace", StringComparison.Ordinal));
        Assert.Contains(loaded.Diagnostics.Warnings, warning => warning.Path == "extensions::zpages" && warning.Message.Contains("/ready", StringComparison.Ordinal));
        Assert.Equal(["health_check"], loaded.Config.Extensions.Select(reference => reference.Id.ToString()));
    }

    [Fact]
    public async Task Validate_UnknownExtension_IsAnErrorWithASuggestion()
    {
        CommandLineRun run = await CommandLineRun.InvokeAsync(
            "validate", "--config", Repository.PathOf("config", "minimal.yaml"), "--set", "extensions.healthcheck={}", "--set", "extensions.jaeger_remote_sampling={}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("unknown type: \"jaeger_remote_sampling\"", run.Errors, StringComparison.Ordinal);
    }

    private static LoadedConfig Load(string name) => new GatewayLoader(GatewayComponents.CreateRegistry())
        .Load(new ConfigInput { Sources = [Repository.PathOf("config", "compat", name)] });
}
