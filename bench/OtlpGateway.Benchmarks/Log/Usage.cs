// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace OtlpGateway.Benchmarks.Log;

/// <summary>What an action took of the clock, of the processor and of the managed heap.</summary>
internal readonly record struct Usage(double Seconds, double CpuSeconds, long AllocatedBytes)
{
    public static async Task<Usage> OfAsync(Func<Task> action)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long started = Stopwatch.GetTimestamp();
        await action();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        return new Usage(seconds, (process.TotalProcessorTime - cpu).TotalSeconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    public double Rate(double amount) => amount / Seconds;
}
