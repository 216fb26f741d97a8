// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// Event times that are believed, in nanoseconds since 1970. Each day is a partition, so that impossible times would
/// litter the tables with them.
/// </summary>
internal readonly record struct EventTimeLimits(ulong Earliest, ulong Latest)
{
    internal static EventTimeLimits Around(DateTimeOffset reference, DateTimeOffset earliest, TimeSpan maxAhead) =>
        new(Nanoseconds(earliest), Nanoseconds(reference + maxAhead));

    internal bool Allows(ulong time) => time >= Earliest && time <= Latest;

    private static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
