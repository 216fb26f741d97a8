// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using OtlpGateway.Detection;
using OtlpGateway.Processors.Matching;
using OtlpGateway.Processors.Redaction.Keys;
using OtlpGateway.Processors.Redaction.Options;
using OtlpGateway.Processors.Redaction.Sanitizers;
using OtlpGateway.Processors.Redaction.Text;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Redaction;

/// <summary>What the options say, ready to run for one signal. Immutable; shared by all threads.</summary>
internal sealed class RedactionPlan
{
    private readonly DetectorAction[] _actions = new DetectorAction[(int)DetectorKind.LongDigits + 1];

    /// <param name="options">Valid ones.</param>
    /// <param name="signal">Of the pipeline.</param>
    public RedactionPlan(RedactionOptions options, Signal signal)
    {
        foreach ((DetectorKind kind, DetectorOptions? detector) in options.Detectors.All)
        {
            if (detector is not null)
            {
                Detectors |= (Detectors)(1 << (int)kind);
                _actions[(int)kind] = detector.Action;
            }
        }

        AllowedValues = Compile(options.AllowedValues);
        BlockedValues = Compile(options.BlockedValues);
        Hash = MatchHash.TryCreate(options.HashFunction, options.HmacKey, out MatchHash? hash, out _) ? hash : null;
        Keys = new KeyRules(options, hasStamps: signal == Signal.Metrics) is { AreEmpty: false } keys ? keys : null;
        RedactsAllTypes = options.RedactAllTypes;
        RedactsFields = options.RedactFields;
        RedactsKeys = options.RedactKeys;
        RedactsAttributeKeys = options is { RedactKeys: true, AllowAllKeys: true } && Detectors != Detectors.None;
        SummaryLevel = options.Summary;
        BodySanitizers = SanitizerLists.Enabled(options);
        SanitizesUrlNames = options.UrlSanitizer is { Enabled: true, SanitizeSpanName: true };
        DatabaseNames = options.DbSanitizer.SanitizeSpanName ? BodySanitizers & ~SanitizerSet.Url : SanitizerSet.None;
        FallsBack = options.DbSanitizer.AllowFallbackWithoutSystem;
        HasStamps = signal == Signal.Metrics;
    }

    /// <summary>What stands in place of a match that is masked.</summary>
    public static ReadOnlySpan<byte> MaskBytes => "****"u8;

    /// <inheritdoc cref="MaskBytes"/>
    public static ReadOnlySpan<char> MaskCharacters => "****";

    /// <summary>Those that run.</summary>
    public Detectors Detectors { get; }

    public Regex[] AllowedValues { get; }

    public Regex[] BlockedValues { get; }

    public bool HasPatterns => AllowedValues.Length + BlockedValues.Length > 0;

    /// <summary>Null: matches are masked.</summary>
    public MatchHash? Hash { get; }

    /// <summary>Null where keys do not matter.</summary>
    public KeyRules? Keys { get; }

    public bool RedactsAllTypes { get; }

    public bool RedactsFields { get; }

    /// <summary>Keys are told, and kept in maps, only as redacted.</summary>
    public bool RedactsKeys { get; }

    /// <summary>Keys of attributes are looked at: where a list says which stay, they are its own.</summary>
    public bool RedactsAttributeKeys { get; }

    /// <summary>The sanitizers that are enabled: all of them apply to texts in log bodies.</summary>
    public SanitizerSet BodySanitizers { get; }

    public bool SanitizesUrlNames { get; }

    /// <summary>The sanitizers for names of database spans.</summary>
    public SanitizerSet DatabaseNames { get; }

    /// <summary>Statements of items that name no database are sanitized, too.</summary>
    public bool FallsBack { get; }

    /// <summary>Data points may have a stamp, which is no label and stays.</summary>
    public bool HasStamps { get; }

    public bool SummarizesKeys => SummaryLevel == "debug";

    public bool Summarizes => SummaryLevel is "debug" or "info";

    /// <summary>An item has to be looked into before its attributes: its kind and database matter.</summary>
    public bool NeedsItem => BodySanitizers != SanitizerSet.None;

    /// <summary>What becomes of an item depends on more than the attribute or text that is looked at.</summary>
    public bool TracksItems => NeedsItem || Summarizes || Array.IndexOf(_actions, DetectorAction.DropItem) >= 0;

    /// <summary>Detectors are all there is: no keys, no patterns, no sanitizers.</summary>
    public bool OnlyDetects => Keys is null && !HasPatterns && !NeedsItem;

    private string SummaryLevel { get; }

    public static bool HasSummary(RedactionOptions options) => options.Summary is "debug" or "info";

    /// <summary>Patterns that were validated.</summary>
    public static Regex[] Compile(IEnumerable<string> patterns) =>
        [.. patterns.Select(pattern => GoPattern.TryCompile(pattern, out Regex? regex, out string problem) ? regex : throw new ArgumentException(problem, nameof(patterns)))];

    public DetectorAction ActionOf(DetectorKind kind) => _actions[(int)kind];
}
