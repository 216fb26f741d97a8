// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Naming;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>How requests become series.</summary>
public sealed record TranslationOptions
{
    public TranslationStrategy Strategy { get; init; } = TranslationStrategy.UnderscoreEscapingWithSuffixes;

    /// <summary>Stands before every metric's name, with an underscore; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Labels of every series that has none of that name. Names are valid ones.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExternalLabels { get; init; } = [];

    /// <summary>Labels that begin with <c>otel_scope_</c>.</summary>
    public bool ScopeLabels { get; init; } = true;

    /// <summary>Every attribute of the resource is a label of every series; data points' own attributes win.</summary>
    public bool ResourceLabels { get; init; }

    /// <summary>Of these, not the ones that <c>job</c> and <c>instance</c> are made of.</summary>
    public bool ExcludeServiceAttributes { get; init; }

    /// <summary>A series <c>target_info</c> with the resource's attributes.</summary>
    public bool TargetInfo { get; init; } = true;

    /// <summary>Explicit histograms become native ones with bounds of their own, instead of a series a bucket.</summary>
    public bool CustomBuckets { get; init; }

    /// <summary>False leaves exponential histograms out.</summary>
    public bool NativeHistograms { get; init; } = true;

    /// <summary>Points that are older are left out; zero means that none are.</summary>
    public TimeSpan OldestPoint { get; init; }

    /// <summary>Points that lie further ahead of the time of their translation are left out; zero means that none are.</summary>
    public TimeSpan FurthestPoint { get; init; }

    /// <summary>Most streams whose deltas are added up.</summary>
    public int MostDeltaStreams { get; init; } = 100_000;

    /// <summary>After how long without a delta a stream is forgotten.</summary>
    public TimeSpan DeltaStreamExpiry { get; init; } = TimeSpan.FromMinutes(5);
}
