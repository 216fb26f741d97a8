// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// Event times that are believed, in nanoseconds since 1970. Each day is a partition, so that impossible times would
/// litter the tables with them.
/// </summary>
internal readonly record struct EventTimeLimits(ulong Earliest, ulong Latest)
{
    /// <summary>What stands for the time of a record that has none; the same when a range is written again.</summary>
    internal ulong Received { get; init; }

    internal static EventTimeLimits Around(DateTimeOffset reference, DateTimeOffset earliest, TimeSpan maxAhead) =>
        new(Nanoseconds(earliest), Nanoseconds(reference + maxAhead)) { Received = Nanoseconds(reference) };

    internal bool Allows(ulong time) => time >= Earliest && time <= Latest;

    private static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
