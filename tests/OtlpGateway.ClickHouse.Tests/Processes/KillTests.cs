// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Processes;

/// <summary><c>kill -9</c> at every step of storing a range; then whoever comes next, with another idea of its end.</summary>
public sealed class KillTests : IDisposable
{
    private const long FirstEnd = 25;
    private const long SecondEnd = 60;

    private readonly string _directory = Directory.CreateTempSubdirectory("otlpgateway-kill-").FullName;

    [Theory]
    [InlineData(KillPoint.BeforeClaim, 0)]
    [InlineData(KillPoint.AfterClaim, 0)]
    [InlineData(KillPoint.BeforeInsert, 0)]
    [InlineData(KillPoint.DuringInsert, 0)]
    [InlineData(KillPoint.DuringInsert, 5)]
    [InlineData(KillPoint.DuringInsert, 12)]
    [InlineData(KillPoint.DuringInsert, 25)]
    [InlineData(KillPoint.AfterInsert, 0)]
    [InlineData(KillPoint.BeforeDone, 0)]
    [InlineData(KillPoint.AfterDone, 0)]
    public async Task StoreRange_KilledAndTakenOver_EveryTableHasEverySpanOnce(KillPoint point, int delayMilliseconds)
    {
        ChildResult killed = await StoreAsync(FirstEnd, point, delayMilliseconds);
        Assert.True(killed.WasKilled || point == KillPoint.DuringInsert, killed.Error);

        // The successor wishes another end. It gets the first writer's, unless there was none; then it goes on.
        ChildResult successor = await StoreAsync(SecondEnd, KillPoint.Never, 0);
        Assert.True(successor.ExitCode == 0, successor.Error);
        ChildResult next = await StoreAsync(SecondEnd + 10, KillPoint.Never, 0);
        Assert.True(next.ExitCode == 0, next.Error);

        ChildResult count = await ChildProcess.RunAsync(TestContext.Current.CancellationToken, ChildScenarios.Count, _directory);
        Assert.True(count.ExitCode == 0, count.Error);
        long[] counts = [.. count.Output.Trim().Split('\t').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        long expected = counts[4] * LogOfSpans.SpansPerOffset;
        Assert.Equal(SecondEnd + 10, counts[4]);
        Assert.Equal([expected, expected, expected, expected], counts[..4]);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private Task<ChildResult> StoreAsync(long end, KillPoint point, int delay) => ChildProcess.RunAsync(
        TestContext.Current.CancellationToken,
        ChildScenarios.StoreRange,
        _directory,
        end.ToString(CultureInfo.InvariantCulture),
        point.ToString(),
        delay.ToString(CultureInfo.InvariantCulture));
}
