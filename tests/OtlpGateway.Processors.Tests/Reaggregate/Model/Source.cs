// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Tests.Reaggregate.Model;

/// <summary>One stream as its producer knows it: how many events of each size there were since it began.</summary>
internal sealed class Source
{
    /// <summary>Sizes of events that are told apart.</summary>
    public const int Cells = 8;

    public required int Id { get; init; }

    public required SourceKind Kind { get; init; }

    public required bool IsDelta { get; init; }

    /// <summary>False for one that does not say since when it counts.</summary>
    public required bool SaysStart { get; init; }

    /// <summary>False for one that is told apart by a resource attribute that does not come out.</summary>
    public required bool IsStamped { get; init; }

    /// <summary>How fine its buckets are.</summary>
    public int Detail { get; set; }

    /// <summary>The label that stays: the series that it goes into.</summary>
    public int Group { get; set; }

    public double Start { get; set; }

    /// <summary>Events since the start; of deltas, since the last point that was made.</summary>
    public long[] Events { get; set; } = new long[Cells];

    /// <summary>The events in the last point that the state was told; null when it knows none.</summary>
    public long[]? Told { get; set; }

    /// <summary>How fine the buckets in it were.</summary>
    public int ToldDetail { get; set; }

    /// <summary>The newest point that the state was told.</summary>
    public SourcePoint? Last { get; set; }

    /// <summary>A point that comes later than the one behind it.</summary>
    public SourcePoint? Held { get; set; }

    /// <summary>When the state heard of it last, in whole seconds.</summary>
    public long Seen { get; set; }
}

/// <param name="Start">Since when, in seconds since the first run; null when the point does not say.</param>
/// <param name="Time">Until when.</param>
/// <param name="Events">How many of each size.</param>
/// <param name="Group">The label that stays.</param>
/// <param name="Detail">How fine the buckets are.</param>
internal sealed record SourcePoint(double? Start, double Time, long[] Events, int Group, int Detail);
