// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Embedded;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Embedded;

public sealed class OutputPipeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Dispose_StatementNeverStarted_ClosesThePipe()
    {
        // A query that is cancelled between getting its session and running on it.
        OutputPipe pipe = new();
        Assert.StartsWith("/proc/self/fd/", pipe.Path, StringComparison.Ordinal);

        await Task.Run(pipe.Dispose, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(SpinWait.SpinUntil(() => !pipe.IsOpen, Patience));
    }

    [Fact]
    public async Task Abandon_StatementGoesOnWriting_ItCanEnd()
    {
        OutputPipe pipe = new();
        using FileStream statement = new(pipe.Path, FileMode.Open, FileAccess.Write);
        pipe.Abandon();

        // Much more than a pipe and the chunks on their way hold: it would block if nobody read.
        byte[] output = new byte[4 * 1024 * 1024];
        await Task.Run(() => statement.Write(output), TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        statement.Close();
        pipe.CompleteWriting();

        Assert.True(SpinWait.SpinUntil(() => !pipe.IsOpen, Patience));
        pipe.Dispose();
    }
}
