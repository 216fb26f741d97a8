// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Matching;
using OtlpGateway.Processors.Redaction.Text;

namespace OtlpGateway.Processors.Redaction.Options;

/// <summary>The <c>redaction</c> section: the Collector's options, <c>detectors</c>, <c>redact_fields</c> and <c>redact_keys</c>.</summary>
public sealed class RedactionOptions : IValidatable
{
    /// <summary>False: every attribute whose key is not in <see cref="AllowedKeys"/> is deleted; all of them when that is empty.</summary>
    public bool AllowAllKeys { get; set; }

    /// <summary>Keys of attributes that stay, their values being checked.</summary>
    public List<string> AllowedKeys { get; set; } = [];

    /// <summary>Keys of attributes that pass as they are.</summary>
    public List<string> IgnoredKeys { get; set; } = [];

    /// <summary>Regular expressions: attributes with such keys pass as they are.</summary>
    public List<string> IgnoredKeyPatterns { get; set; } = [];

    /// <summary>Regular expressions: the whole value of attributes with such keys is masked.</summary>
    public List<string> BlockedKeyPatterns { get; set; } = [];

    /// <summary>Regular expressions: every match within a value is masked.</summary>
    public List<string> BlockedValues { get; set; } = [];

    /// <summary>Regular expressions: a value that has a match is neither masked nor looked at by detectors.</summary>
    public List<string> AllowedValues { get; set; } = [];

    /// <summary>Values that are no strings are checked in their string form, and become strings when something is masked.</summary>
    public bool RedactAllTypes { get; set; }

    /// <summary>md5, sha1, sha3, hmac-sha256 or hmac-sha512: matches become lower-case hexadecimal hashes, not <c>****</c>.</summary>
    public string HashFunction { get; set; } = "";

    /// <summary>The key of the hmac functions: at least 32 bytes for hmac-sha256, 64 for hmac-sha512.</summary>
    [Secret]
    public string HmacKey { get; set; } = "";

    /// <summary>What is said about the changes, in attributes: debug (keys and counts), info (counts), silent.</summary>
    public string Summary { get; set; } = "";

    public UrlSanitizerOptions UrlSanitizer { get; set; } = new();

    public DbSanitizerOptions DbSanitizer { get; set; } = new();

    /// <summary>Ours: detectors for personal data and secrets. Each that is named runs.</summary>
    public DetectorsOptions Detectors { get; set; } = new();

    /// <summary>
    /// Ours: <see cref="BlockedValues"/> and detectors also apply to texts that are no attributes: names of spans, events,
    /// metrics and scopes, status messages, descriptions, units, severities, trace states, schema addresses.
    /// </summary>
    public bool RedactFields { get; set; } = true;

    /// <summary>
    /// Ours: detectors also apply to keys: of attributes, unless <see cref="AllowedKeys"/> names all that stay, and of maps within
    /// values and log bodies, where <see cref="BlockedValues"/> apply, too.
    /// </summary>
    public bool RedactKeys { get; set; } = true;

    internal bool DeletesEverything => !AllowAllKeys && AllowedKeys.Count == 0 && IgnoredKeys.Count == 0 && IgnoredKeyPatterns.Count == 0;

    public void Validate(OptionsValidation validation)
    {
        CheckPatterns("ignored_key_patterns", IgnoredKeyPatterns, validation);
        CheckPatterns("blocked_key_patterns", BlockedKeyPatterns, validation);
        CheckPatterns("blocked_values", BlockedValues, validation);
        CheckPatterns("allowed_values", AllowedValues, validation);
        if (!MatchHash.TryCreate(HashFunction, HmacKey, out MatchHash? hash, out (string Option, string Problem) found))
        {
            validation.Error(found.Option, found.Problem);
        }
        else if (hash is null && Detectors.All.Any(detector => detector.Options?.Action == DetectorAction.Hash))
        {
            validation.Error("hash_function", "must be set where a detector's action is hash");
        }

        if (Summary is not ("" or "debug" or "info" or "silent"))
        {
            validation.Error("summary", $"\"{Summary}\" is none of debug, info, silent");
        }

        if (DeletesEverything && (Detectors.Any || BlockedValues.Count > 0 || BlockedKeyPatterns.Count > 0))
        {
            validation.Warning("allow_all_keys", "is not set and allowed_keys is empty: every attribute is deleted; set allow_all_keys: true to keep them and redact values only");
        }
    }

    private static void CheckPatterns(string option, List<string> patterns, OptionsValidation validation)
    {
        for (int i = 0; i < patterns.Count; i++)
        {
            if (!GoPattern.TryCompile(patterns[i], out Regex? _, out string problem))
            {
                validation.Error($"{option}::{i}", $"\"{patterns[i]}\" is {problem}");
            }
        }
    }
}
