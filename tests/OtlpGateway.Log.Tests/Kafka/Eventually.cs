// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

/// <summary>Waits for what another thread or process does, with a limit that only a failure reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task IsAsync(Func<bool> condition, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < (limit ?? Limit), "The condition did not come true.");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
