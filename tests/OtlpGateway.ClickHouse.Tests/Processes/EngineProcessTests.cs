// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Processes;

public sealed class EngineProcessTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("otlpgateway-process-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Engine_Open_RuntimeCollectsAndCatchesAsBefore()
    {
        ChildResult result = await ChildProcess.RunAsync(Token, ChildScenarios.Runtime, _directory);
        Assert.Equal("collects\ncatches\n42\n\n", result.Output);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public async Task Engine_OpenedAgainAndAgain_KeepsDataAndEndsCleanly()
    {
        ChildResult result = await ChildProcess.RunAsync(Token, ChildScenarios.Reopen, _directory);
        Assert.True(result.ExitCode == 0, $"{result.ExitCode} {result.Error}");
        Assert.Equal("1\n\n2\n\n3\n\n4\n\n5\n\n", result.Output);
    }

    [Fact]
    public async Task DisposeAsync_StatementsThatDoNotEnd_AreKilledAndTheProcessEndsCleanly()
    {
        ChildResult result = await ChildProcess.RunAsync(Token, ChildScenarios.CloseBusy, _directory);
        Assert.True(result.ExitCode == 0, $"{result.ExitCode} {result.Error}");
        Assert.Equal("killed 3\n", result.Output);
    }

    [Fact]
    public async Task AcquireAsync_StoreOfAnotherProcess_SaysWhoHasIt()
    {
        using Process holder = ChildProcess.Start(ChildScenarios.Hold, _directory);
        try
        {
            Assert.Equal("open", await holder.StandardOutput.ReadLineAsync(Token));
            ChildResult second = await ChildProcess.RunAsync(Token, ChildScenarios.Count, _directory);
            Assert.Equal(1, second.ExitCode);
            Assert.Contains($"{_directory} is in use by another process (process {holder.Id})", second.Error, StringComparison.Ordinal);
        }
        finally
        {
            await holder.StandardInput.WriteLineAsync();
            await holder.WaitForExitAsync(Token);
        }

        Assert.Equal(0, holder.ExitCode);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
