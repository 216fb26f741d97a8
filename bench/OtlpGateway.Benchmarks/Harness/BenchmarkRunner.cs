// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;

namespace OtlpGateway.Benchmarks.Harness;

/// <summary>
/// Measures in this process. What is compared runs in alternating rounds, so that a busy machine slows both sides alike,
/// and the ratio is the median of the rounds' ratios.
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

    private void Compare(string name, Workload work, Action ours, Action? theirs)
    {
        if (!Wants(name))
        {
            return;
        }

        Measured++;
        int oursCalls = WarmUp(ours);
        int theirsCalls = theirs is null ? 0 : WarmUp(theirs);
        var oursSeconds = new double[settings.Rounds];
        var theirsSeconds = new double[settings.Rounds];
        var ratios = new double[settings.Rounds];
        for (int round = 0; round < settings.Rounds; round++)
        {
            oursSeconds[round] = Time(ours, oursCalls);
            if (theirs is not null)
            {
                theirsSeconds[round] = Time(theirs, theirsCalls);
                ratios[round] = theirsSeconds[round] / oursSeconds[round];
            }
        }

        long allocated = Allocated(ours);
        Report(name, work, oursSeconds, allocated);
        if (theirs is not null)
        {
            Report("  against", work, theirsSeconds, Allocated(theirs));
            Array.Sort(ratios);
            Line($"  ratio {ratios[ratios.Length / 2]:F1} ({ratios[0]:F1} to {ratios[^1]:F1})");
        }

        if (budgets.Find(name) is { } budget && allocated > budget)
        {
            OverBudget++;
            Line($"  OVER BUDGET: {allocated:N0} bytes allocated, {budget:N0} allowed");
        }
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

        double perCall = Time(action, 1 + (calls / 10));
        return Math.Max(1, (int)(settings.Round.TotalSeconds / perCall));
    }

    private static double Time(Action action, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Report(string name, Workload work, double[] seconds, long allocated)
    {
        if (!_headed)
        {
            _headed = true;
            Line($"{"benchmark",-36} {"time",12} {"spread",9} {"M items/s",10} {"MB/s",9} {"allocated",12}");
        }

        Array.Sort(seconds);
        double median = seconds[seconds.Length / 2];
        double spread = (seconds[^1] - seconds[0]) / median * 100;
        Line($"{name,-36} {median * 1e6,9:F1} us {spread,8:F0}% {work.Items / median / 1e6,10:F2} {work.Bytes / median / 1e6,9:F0} {allocated,10:N0} B");
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
