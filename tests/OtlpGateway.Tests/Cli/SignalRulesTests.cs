// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace OtlpGateway.Tests.Cli;

/// <summary>Rules of a component that depend on the pipeline are checked with everything else.</summary>
public sealed class SignalRulesTests
{
    private const string Config = """
        receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
        exporters: {debug: }
        processors:
          attributes:
            include: {match_type: strict, services: [shop]}
            actions: [{key: env, value: x, action: insert}]
        service: {pipelines: {SIGNAL: {receivers: [otlp], processors: [attributes], exporters: [debug]}}}
        """;

    [Fact]
    public async Task Validate_ConditionThatTheSignalDoesNotHave_IsAnErrorAtTheProcessor()
    {
        CommandLineRun logs = await ValidateAsync("logs");
        Assert.Equal(1, logs.ExitCode);
        Assert.Contains("processors::attributes::include::services: cannot be used in a logs pipeline", logs.Errors, StringComparison.Ordinal);

        Assert.Equal(new CommandLineRun(0, "", ""), await ValidateAsync("traces"));
    }

    private static Task<CommandLineRun> ValidateAsync(string signal) =>
        CommandLineRun.InvokeAsync("validate", "--config", "yaml:" + Config.Replace("SIGNAL", signal, StringComparison.Ordinal));
}
