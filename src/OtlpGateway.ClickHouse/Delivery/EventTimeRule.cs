// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>Event times that are believed: not before <paramref name="Earliest"/>, not further ahead than <paramref name="MaxAhead"/>.</summary>
public readonly record struct EventTimeRule(DateTimeOffset Earliest, TimeSpan MaxAhead)
{
    public static EventTimeRule Default { get; } = new(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(1));
}
