// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using OtlpGateway.Cli;
using OtlpGateway.Composition;
using Xunit;

namespace OtlpGateway.Tests.Deployment;

public sealed class MakefileTests
{
    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("logs")]
    [InlineData("migrate")]
    [InlineData("backfill")]
    public async Task Help_Target_IsListed(string target)
    {
        string help = await MakeAsync("help");
        Assert.Contains(help.Split('\n'), line => line.StartsWith(target + " ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("up", "docker compose -f docker/compose.yaml up")]
    [InlineData("down", "docker compose -f docker/compose.yaml down")]
    [InlineData("logs", "logs -f --tail 100 gateway consumer")]
    [InlineData("migrate", "run --rm consumer --config /etc/otlp-gateway/consumer.yaml migrate")]
    [InlineData("migrate CONFIG=my.yaml", "artifacts/otlp-gateway/otlp-gateway --config my.yaml migrate")]
    [InlineData("backfill TOPIC=t FROM=1 TO=2", "consumer.yaml backfill --topic \"t\" --from \"1\" --to \"2\"")]
    public async Task DryRun_Target_CallsWhatItSays(string arguments, string command) =>
        Assert.Contains(command, await MakeAsync(["-n", .. arguments.Split(' ')]), StringComparison.Ordinal);

    [Theory]
    [InlineData("migrate")]
    public void Command_OfTarget_Exists(string command) =>
        Assert.Contains(command, CommandLine.Create(GatewayComponents.CreateRegistry()).Subcommands.Select(subcommand => subcommand.Name));

    private static async Task<string> MakeAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("make", ["--no-print-directory", "-C", Repository.Root, .. arguments]) { RedirectStandardOutput = true };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
