// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>What a state did since it was made or restored. Not part of its snapshot.</summary>
public sealed class ReaggregateCounts
{
    private readonly long[] _ignored = new long[Enum.GetValues<IgnoreReason>().Length];

    /// <summary>Points that went into a series.</summary>
    public long Merged { get; internal set; }

    /// <summary>Points that said that their stream ended.</summary>
    public long Ended { get; internal set; }

    /// <summary>Streams that began to count anew.</summary>
    public long Resets { get; internal set; }

    /// <summary>Streams whose first value was taken as known before: they count from there.</summary>
    public long Baselines { get; internal set; }

    /// <summary>Streams that went over to another series, because their labels changed.</summary>
    public long Moves { get; internal set; }

    /// <summary>Points that went into an overflow series.</summary>
    public long Overflowed { get; internal set; }

    public long ForgottenStreams { get; internal set; }

    public long ForgottenSeries { get; internal set; }

    /// <summary>Points whose quantiles were left out.</summary>
    public long QuantilesDropped { get; internal set; }

    /// <summary>Exemplars that were left out because later ones of their series came, or too many of all.</summary>
    public long ExemplarsDropped { get; internal set; }

    /// <summary>Series whose buckets were reduced to the bounds that all their streams have.</summary>
    public long BoundsReduced { get; internal set; }

    public long Ignored(IgnoreReason reason) => _ignored[(int)reason];

    internal void Ignore(IgnoreReason reason) => _ignored[(int)reason]++;
}
