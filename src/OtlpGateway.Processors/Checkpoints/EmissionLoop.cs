// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Checkpoints;

/// <summary>Does something at every interval, until it is stopped.</summary>
internal static class EmissionLoop
{
    public static async Task RunAsync(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> emit, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(interval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopping.IsCancellationRequested)
            {
                await emit(stopping);
            }
        }
    }
}
