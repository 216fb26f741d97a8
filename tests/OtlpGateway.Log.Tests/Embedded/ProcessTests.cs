// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Embedded;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Partitions;
using Xunit;

namespace OtlpGateway.Log.Tests.Embedded;

/// <summary>What another process does to a log, and what is left of one that was killed.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly LogFixture _fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WhileAppending_EverythingReportedIsThere()
    {
        List<string> reported = [];
        for (int round = 0; round < 3; round++)
        {
            using AppenderProcess appender = new(_fixture.Directory);
            reported.AddRange(await appender.KillAfterAsync(500 + (round * 777), Token));
        }

        await using EmbeddedLog log = await _fixture.OpenAsync();
        HashSet<string> stored = [];
        foreach (Partition partition in log.FindTopic("killed")!.Partitions)
        {
            foreach ((long offset, string value) in await LogFixture.ReadAllAsync(partition))
            {
                stored.Add($"{partition.Settings.Number} {offset} {value.TrimEnd('.')}");
            }
        }

        Assert.True(reported.Count > 3000);
        Assert.Superset(reported.ToHashSet(), stored);
    }

    [Fact]
    public async Task Open_DirectoryInUse_IsRefusedInAnotherProcessAndInThisOne()
    {
        await using EmbeddedLog log = await _fixture.OpenAsync();
        using AppenderProcess second = new(_fixture.Directory);

        (int exitCode, string error) = await second.ExitAsync(Token);

        Assert.Equal(1, exitCode);
        Assert.Contains(_fixture.Directory, error, StringComparison.Ordinal);
        Assert.Contains($"by process {Environment.ProcessId}", error, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogInUseException>(_fixture.OpenAsync);
    }

    [Fact]
    public async Task Open_DirectoryThatCannotBe_SaysWhichAndWhatToDo()
    {
        string file = Path.Combine(_fixture.Directory, "file");
        Directory.CreateDirectory(_fixture.Directory);
        await File.WriteAllTextAsync(file, "", Token);
        string directory = Path.Combine(file, "log");

        IOException failure = await Assert.ThrowsAnyAsync<IOException>(() => OpenAsync(directory));

        Assert.Contains($"The log directory {directory} cannot be written", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Give the log a directory that this process may write", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LockThatIsNoFile_IsNotTakenForAnotherProcess()
    {
        Directory.CreateDirectory(Path.Combine(_fixture.Directory, "LOCK"));

        IOException failure = await Assert.ThrowsAnyAsync<IOException>(() => OpenAsync(_fixture.Directory));

        Assert.Contains($"The log directory {_fixture.Directory} cannot be written", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AfterTheOwnerWasKilled_Works()
    {
        using (AppenderProcess first = new(_fixture.Directory))
        {
            await first.KillAfterAsync(1, Token);
        }

        await using EmbeddedLog log = await _fixture.OpenAsync();

        ProduceResult result = await log.ProduceAsync(new ProduceRecord("killed", Encoding.UTF8.GetBytes("x")), Token);
        Assert.Equal(ProduceStatus.Stored, result.Status);
    }

    private Task<EmbeddedLog> OpenAsync(string directory) => EmbeddedLog.OpenAsync(
        directory, _fixture.Options, new EmbeddedLogSettings(_fixture.Files, _fixture.Time, _fixture.Logger, _fixture.Observer), Token);

    public void Dispose() => _fixture.Dispose();
}
