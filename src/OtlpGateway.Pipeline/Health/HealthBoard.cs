// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;

namespace OtlpGateway.Pipeline.Health;

/// <summary>
/// What components say of their readiness: a destination that does not answer, a partition that is stuck, a pipeline that
/// starts or drains. <c>/ready</c> shows it; liveness never depends on it. Thread-safe.
/// </summary>
public sealed class HealthBoard
{
    private readonly ConcurrentDictionary<string, HealthEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Everything that was reported, by the reporting part, for example <c>exporter clickhouse</c>.</summary>
    public IReadOnlyDictionary<string, HealthEntry> Entries => _entries;

    /// <summary>True while nothing reports a problem.</summary>
    public bool IsReady => _entries.Values.All(entry => entry.Ready);

    /// <summary>Reports a problem: <paramref name="message"/> says what and what to do.</summary>
    public void NotReady(string part, string message) => _entries[part] = new HealthEntry(false, message);

    /// <summary>Reports that the part works, or works again.</summary>
    public void Ready(string part) => _entries[part] = new HealthEntry(true, "");

    /// <summary>Forgets a part that is gone.</summary>
    public void Remove(string part) => _entries.TryRemove(part, out _);
}

public readonly record struct HealthEntry(bool Ready, string Message);
