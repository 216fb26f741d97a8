// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using System.Text.Json;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send.Report;

/// <summary>Says what a run did: a line while it goes on, and the account at its end for people or programs.</summary>
internal static class SummaryText
{
    public static string Progress(SendStatistics statistics, TimeSpan elapsed, double itemsPerSecond) => string.Create(
        CultureInfo.InvariantCulture,
        $"{elapsed.TotalSeconds,7:F1}s  acknowledged {statistics.Acknowledged:N0} ({itemsPerSecond:N0}/s)  rejected {statistics.Rejected:N0}  failed {statistics.Failed:N0}  retried {statistics.Retried:N0}  p50 {Ms(statistics.Latency.Quantile(0.5))}  p99 {Ms(statistics.Latency.Quantile(0.99))}");

    public static string Table(SendStatistics statistics, TimeSpan elapsed, ReadOnlySpan<byte> run)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{"signal",-8} {"requests",10} {"acknowledged",14} {"rejected",10} {"failed",10} {"retried",10} {"items/s",12}\n");
        foreach (Signal signal in statistics.Signals)
        {
            SignalCounters counters = statistics.Of(signal);
            text.Append(CultureInfo.InvariantCulture, $"{SignalNames.Of(signal),-8} {counters.Requests,10:N0} {counters.Acknowledged,14:N0} {counters.Rejected,10:N0} {counters.Failed,10:N0} {counters.Retried,10:N0} {PerSecond(counters.Acknowledged, elapsed),12:N0}\n");
        }

        LatencyHistogram latency = statistics.Latency;
        text.Append(CultureInfo.InvariantCulture, $"latency  p50 {Ms(latency.Quantile(0.5))}  p90 {Ms(latency.Quantile(0.9))}  p99 {Ms(latency.Quantile(0.99))}  max {Ms(latency.Max)}\n");
        text.Append(CultureInfo.InvariantCulture, $"run {Convert.ToHexStringLower(run)}, {elapsed.TotalSeconds:F1} s, {PerSecond(statistics.Acknowledged, elapsed):N0} items/s");
        return statistics.LastProblem.Length > 0 ? text.Append($"\nlast problem: {statistics.LastProblem}").ToString() : text.ToString();
    }

    /// <summary>The same account on one line of JSON.</summary>
    public static string Json(SendStatistics statistics, TimeSpan elapsed, ReadOnlySpan<byte> run)
    {
        LatencyHistogram latency = statistics.Latency;
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["run"] = Convert.ToHexStringLower(run),
            ["seconds"] = elapsed.TotalSeconds,
            ["items_per_second"] = PerSecond(statistics.Acknowledged, elapsed),
            ["signals"] = statistics.Signals.ToDictionary(SignalNames.Of, signal => Counts(statistics.Of(signal))),
            ["latency_ms"] = new Dictionary<string, double>
            {
                ["p50"] = latency.Quantile(0.5).TotalMilliseconds,
                ["p90"] = latency.Quantile(0.9).TotalMilliseconds,
                ["p99"] = latency.Quantile(0.99).TotalMilliseconds,
                ["max"] = latency.Max.TotalMilliseconds,
            },
            ["last_problem"] = statistics.LastProblem,
        });
    }

    private static Dictionary<string, long> Counts(SignalCounters counters) => new()
    {
        ["requests"] = counters.Requests,
        ["acknowledged"] = counters.Acknowledged,
        ["rejected"] = counters.Rejected,
        ["failed"] = counters.Failed,
        ["retried"] = counters.Retried,
    };

    private static double PerSecond(long items, TimeSpan elapsed) => elapsed > TimeSpan.Zero ? items / elapsed.TotalSeconds : 0;

    private static string Ms(TimeSpan latency) => string.Create(CultureInfo.InvariantCulture, $"{latency.TotalMilliseconds:F1} ms");
}
