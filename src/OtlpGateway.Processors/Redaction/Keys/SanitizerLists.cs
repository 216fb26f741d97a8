// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Redaction.Options;
using OtlpGateway.Processors.Redaction.Sanitizers;

namespace OtlpGateway.Processors.Redaction.Keys;

/// <summary>The sanitizers that are enabled, with the keys that each lists.</summary>
internal static class SanitizerLists
{
    /// <summary>All that are enabled, whether they list keys or not.</summary>
    public static SanitizerSet Enabled(RedactionOptions options) => Systems(options.DbSanitizer)
        .Where(system => system.Options.Enabled)
        .Aggregate(options.UrlSanitizer.Enabled ? SanitizerSet.Url : SanitizerSet.None, (set, system) => set | system.Sanitizer);

    public static IEnumerable<(SanitizerSet Sanitizer, List<string> Keys)> Of(RedactionOptions options)
    {
        if (options.UrlSanitizer is { Enabled: true, Attributes.Count: > 0 } url)
        {
            yield return (SanitizerSet.Url, url.Attributes);
        }

        foreach ((SanitizerSet sanitizer, DbSystemOptions system) in Systems(options.DbSanitizer))
        {
            if (system is { Enabled: true, Attributes.Count: > 0 })
            {
                yield return (sanitizer, system.Attributes);
            }
        }
    }

    private static IEnumerable<(SanitizerSet Sanitizer, DbSystemOptions Options)> Systems(DbSanitizerOptions options) =>
    [
        (SanitizerSet.Sql, options.Sql), (SanitizerSet.Redis, options.Redis), (SanitizerSet.Redis, options.Valkey),
        (SanitizerSet.Memcached, options.Memcached), (SanitizerSet.Json, options.Mongo), (SanitizerSet.Json, options.OpenSearch),
        (SanitizerSet.Json, options.Es),
    ];
}
