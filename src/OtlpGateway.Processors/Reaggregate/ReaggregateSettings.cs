// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>How a state merges. Not part of the state: it may differ when a snapshot is restored.</summary>
public sealed class ReaggregateSettings
{
    /// <summary>For gauges that <see cref="GaugeOf"/> does not name.</summary>
    public GaugeAggregation Gauge { get; init; } = GaugeAggregation.Last;

    /// <summary>By metric name.</summary>
    public IReadOnlyDictionary<string, GaugeAggregation> GaugeOf { get; init; } = FrozenDictionary<string, GaugeAggregation>.Empty;

    /// <summary>Resource attributes that output series do not have.</summary>
    public IReadOnlyList<string> DropResourceAttributes { get; init; } = [];

    /// <summary>The only resource attributes that output series have, where there are any here.</summary>
    public IReadOnlyList<string> KeepResourceAttributes { get; init; } = [];

    /// <summary>Most streams that are told apart; most series, too. The rest goes into one overflow series per metric.</summary>
    public int MaxStreams { get; init; } = 1_000_000;

    /// <summary>A stream without a point for so long is not alive: a series without live streams ends with a marker.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A stream without a point for so long is forgotten; what it counted stays counted.</summary>
    public TimeSpan StreamExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A series without a point for so long is forgotten with its total; when it comes back it starts anew.</summary>
    public TimeSpan SeriesExpiry { get; init; } = TimeSpan.FromHours(24);
}
