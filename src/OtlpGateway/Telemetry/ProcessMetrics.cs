// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;

namespace OtlpGateway.Telemetry;

/// <summary>What the process itself uses, under the Collector's names.</summary>
internal sealed class ProcessMetrics
{
    private readonly TimeProvider _time;
    private readonly long _started;

    public ProcessMetrics(Meter meter, TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
        meter.CreateObservableCounter("otelcol_process_cpu_seconds", CpuSeconds, "s", "Total CPU user and system time in seconds");
        meter.CreateObservableCounter("otelcol_process_uptime", Uptime, "s", "Uptime of the process");
        meter.CreateObservableGauge("otelcol_process_memory_rss", () => Environment.WorkingSet, "By", "Total physical memory (resident set size)");
        meter.CreateObservableGauge("otelcol_process_runtime_heap_alloc_bytes", () => GC.GetTotalMemory(false), "By", "Bytes of allocated heap objects");
        meter.CreateObservableCounter("otelcol_process_runtime_total_alloc_bytes", () => GC.GetTotalAllocatedBytes(), "By", "Cumulative bytes allocated for heap objects");
        meter.CreateObservableGauge("otelcol_process_runtime_total_sys_memory_bytes", CommittedBytes, "By", "Total bytes of memory obtained from the OS by the runtime");
    }

    private static double CpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Before the first collection the collector says nothing of what it has committed.</summary>
    private static long CommittedBytes() => Math.Max(GC.GetGCMemoryInfo().TotalCommittedBytes, GC.GetTotalMemory(false));

    private double Uptime() => _time.GetElapsedTime(_started).TotalSeconds;
}
