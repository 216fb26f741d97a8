// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;

namespace OtlpGateway.Pipeline.Health;

/// <summary>
/// What components say of their readiness: a destination that does not answer, a partition that is stuck, a pipeline that
/// starts or drains. <c>/ready</c> shows it; liveness never depends on it. Thread-safe.
/// </summary>
public sealed class HealthBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Report> _reports = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SharedOutage> _outages = new(StringComparer.Ordinal);

    /// <summary>Everything that was reported, by the reporting part, for example <c>exporter clickhouse</c>.</summary>
    public IReadOnlyDictionary<string, HealthEntry> Entries =>
        _reports.ToDictionary(report => report.Key, report => Current(report.Value), StringComparer.Ordinal);

    /// <summary>True while nothing reports a problem.</summary>
    public bool IsReady => _reports.Values.All(report => Current(report).Ready);

    /// <summary>Reports a problem that lasts until the part says otherwise: <paramref name="message"/> says what and what to do.</summary>
    public void NotReady(string part, string message) => NotReady(part, message, Timeout.InfiniteTimeSpan);

    /// <summary>
    /// Reports a problem that was seen when something was tried. It is forgotten after <paramref name="validFor"/>: a
    /// gateway that is not ready may get no requests, and without requests nothing would find that the problem is over.
    /// </summary>
    public void NotReady(string part, string message, TimeSpan validFor) =>
        _reports[part] = new Report(new HealthEntry(false, message), time.GetTimestamp(), validFor);

    /// <summary>Reports that the part works, or works again.</summary>
    public void Ready(string part) =>
        _reports[part] = new Report(new HealthEntry(true, ""), time.GetTimestamp(), Timeout.InfiniteTimeSpan);

    /// <summary>Forgets a part that is gone.</summary>
    public void Remove(string part) => _reports.TryRemove(part, out _);

    /// <summary>The outage that all parts which name it alike have in common.</summary>
    public SharedOutage Outage(string cause) => _outages.GetOrAdd(cause, static _ => new SharedOutage());

    private HealthEntry Current(in Report report) =>
        report.ValidFor != Timeout.InfiniteTimeSpan && time.GetElapsedTime(report.At) > report.ValidFor
            ? new HealthEntry(true, "")
            : report.Entry;

    private readonly record struct Report(HealthEntry Entry, long At, TimeSpan ValidFor);
}

public readonly record struct HealthEntry(bool Ready, string Message);
