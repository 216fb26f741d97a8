// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;

namespace OtlpGateway.Benchmarks.Harness;

/// <summary>
/// Measures in this process. What is compared runs in alternating rounds; the ratio is the median of the rounds' ratios of
/// processor time, garbage collection included, which a busy machine distorts far less than time on the clock.
/// </summary>
internal sealed class BenchmarkRunner(BenchmarkSettings settings, AllocationBudgets budgets, TextWriter output)
{
    private bool _headed;

    /// <summary>Benchmarks that allocated more than their budget allows.</summary>
    internal int OverBudget { get; private set; }

    /// <summary>How many benchmarks the filter let through.</summary>
    internal int Measured { get; private set; }

    /// <summary>Whether the filter selects this benchmark, or any of a group when it ends in a dot.</summary>
    internal bool Wants(string name) =>
        name.Contains(settings.Filter, StringComparison.OrdinalIgnoreCase) ||
        (name.EndsWith('.') && settings.Filter.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Measures one action.</summary>
    /// <param name="name">Group, dot, benchmark; the name in the budgets.</param>
    /// <param name="work">How much one call does.</param>
    /// <param name="ours">The action.</param>
    internal void Measure(string name, Workload work, Action ours) => Compare(name, work, ours, null);

    /// <summary>Measures our way against another, in the same run.</summary>
    internal void Ratio(string name, Workload work, Action ours, Action theirs) => Compare(name, work, ours, theirs);

    /// <summary>Prints what a benchmark measured in its own way.</summary>
    internal void Report(string name, Func<string> measure)
    {
        if (Wants(name))
        {
            Measured++;
            Line($"{name,-20} {measure()}");
        }
    }

    /// <summary>Holds what a benchmark measured in its own way against its budget.</summary>
    internal void CheckAllocated(string name, long allocated)
    {
        if (budgets.Find(name) is { } budget && allocated > budget)
        {
            OverBudget++;
            Line($"  OVER BUDGET: {allocated:N0} bytes allocated, {budget:N0} allowed");
        }
    }

    private void Compare(string name, Workload work, Action ours, Action? theirs)
    {
        if (!Wants(name))
        {
            return;
        }

        Measured++;
        int oursCalls = WarmUp(ours);
        int theirsCalls = theirs is null ? 0 : WarmUp(theirs);
        var oursTimes = new Measurement[settings.Rounds];
        var theirsTimes = new Measurement[settings.Rounds];
        var ratios = new double[settings.Rounds];
        for (int round = 0; round < settings.Rounds; round++)
        {
            oursTimes[round] = Time(ours, oursCalls);
            if (theirs is not null)
            {
                theirsTimes[round] = Time(theirs, theirsCalls);
                ratios[round] = theirsTimes[round].Processor / oursTimes[round].Processor;
            }
        }

        long allocated = Allocated(ours);
        Report(name, work, oursTimes, allocated);
        if (theirs is not null)
        {
            Report("  against", work, theirsTimes, Allocated(theirs));
            Array.Sort(ratios);
            Line($"  ratio {ratios[ratios.Length / 2]:F1} ({ratios[0]:F1} to {ratios[^1]:F1})");
        }

        CheckAllocated(name, allocated);
    }

    /// <summary>Lets the JIT finish its tiers, and finds how many calls make a round.</summary>
    private int WarmUp(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        while (calls < 60 || Stopwatch.GetElapsedTime(start) < settings.WarmUp)
        {
            action();
            calls++;
        }

        double perCall = Time(action, 1 + (calls / 10)).Clock;
        return Math.Max(1, (int)(settings.Round.TotalSeconds / perCall));
    }

    private static Measurement Time(Action action, int calls)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            action();
        }

        double clock = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Measurement(clock / calls, (Environment.CpuUsage.TotalTime - processor).TotalSeconds / calls);
    }

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Report(string name, Workload work, Measurement[] times, long allocated)
    {
        if (!_headed)
        {
            _headed = true;
            Line($"{"benchmark",-32} {"clock",12} {"processor",12} {"spread",8} {"M items/s",10} {"MB/s",8} {"allocated",12}");
        }

        double[] processor = [.. times.Select(time => time.Processor).Order()];
        double clock = times.Select(time => time.Clock).Order().ElementAt(times.Length / 2);
        double median = processor[processor.Length / 2];
        double spread = (processor[^1] - processor[0]) / median * 100;
        Line($"{name,-32} {clock * 1e6,9:F1} us {median * 1e6,9:F1} us {spread,7:F0}% {work.Items / median / 1e6,10:F2} {work.Bytes / median / 1e6,8:F0} {allocated,10:N0} B");
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
