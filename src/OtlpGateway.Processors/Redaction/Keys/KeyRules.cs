// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Processors.Matching;
using OtlpGateway.Processors.Redaction.Options;
using OtlpGateway.Processors.Redaction.Sanitizers;
using OtlpGateway.Wire.Otlp.Streams;

namespace OtlpGateway.Processors.Redaction.Keys;

/// <summary>What the key lists, key patterns and the sanitizers' lists say about a key. Immutable but for its cache.</summary>
internal sealed class KeyRules : KeyCache
{
    private const int SanitizerShift = 8;

    private readonly KeyTable _allowed;
    private readonly KeyTable _ignored;
    private readonly Regex[] _ignoredPatterns;
    private readonly Regex[] _blockedPatterns;
    private readonly bool _allowsAll;
    private readonly bool _hasStamps;
    private readonly bool _hasSummary;
    private readonly (SanitizerSet Sanitizer, KeyTable Keys)[] _sanitizers;

    public KeyRules(RedactionOptions options, bool hasStamps)
    {
        _allowed = new KeyTable(options.AllowedKeys);
        _ignored = new KeyTable(options.IgnoredKeys);
        _ignoredPatterns = RedactionPlan.Compile(options.IgnoredKeyPatterns);
        _blockedPatterns = RedactionPlan.Compile(options.BlockedKeyPatterns);
        _allowsAll = options.AllowAllKeys;
        _hasStamps = hasStamps;
        _hasSummary = RedactionPlan.HasSummary(options);
        _sanitizers = [.. SanitizerLists.Of(options).Select(list => (list.Sanitizer, new KeyTable(list.Keys)))];
    }

    /// <summary>True when keys do not matter: then nobody asks.</summary>
    public bool AreEmpty => _allowsAll && !_hasSummary && _ignored.Count == 0 && _ignoredPatterns.Length == 0 && _blockedPatterns.Length == 0 && _sanitizers.Length == 0;

    /// <summary>Of an attribute.</summary>
    public KeyVerdict Of(ReadOnlySpan<byte> key) => (KeyVerdict)Judge(key);

    public static SanitizerSet SanitizersOf(KeyVerdict verdict) => (SanitizerSet)((int)verdict >> SanitizerShift);

    protected override int Evaluate(ReadOnlySpan<byte> key)
    {
        if (_hasStamps && key.SequenceEqual(StreamStamp.Key))
        {
            return (int)KeyVerdict.Stamp;
        }

        if (_ignored.Find(key) >= 0 || IsMatch(_ignoredPatterns, key))
        {
            return (int)KeyVerdict.Ignore;
        }

        bool isSummary = SummaryKeys.Find(key) >= 0;
        if (isSummary && _hasSummary)
        {
            return (int)KeyVerdict.Summary;
        }

        if (!_allowsAll && !isSummary && _allowed.Find(key) < 0)
        {
            return (int)KeyVerdict.Delete;
        }

        if (IsMatch(_blockedPatterns, key))
        {
            return (int)KeyVerdict.Mask;
        }

        KeyVerdict verdict = KeyVerdict.Inspect;
        foreach ((SanitizerSet sanitizer, KeyTable keys) in _sanitizers)
        {
            verdict |= keys.Find(key) >= 0 ? (KeyVerdict)((int)sanitizer << SanitizerShift) : 0;
        }

        return (int)verdict;
    }

    private static bool IsMatch(Regex[] patterns, ReadOnlySpan<byte> key)
    {
        foreach (Regex pattern in patterns)
        {
            if (Utf8Text.IsMatch(pattern, key))
            {
                return true;
            }
        }

        return false;
    }
}
