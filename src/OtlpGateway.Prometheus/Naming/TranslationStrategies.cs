// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Naming;

/// <summary>What the strategies do.</summary>
public static class TranslationStrategies
{
    /// <summary>Whether names keep to what Prometheus took before UTF-8 names.</summary>
    public static bool Escapes(this TranslationStrategy strategy) => strategy
        is TranslationStrategy.UnderscoreEscapingWithSuffixes or TranslationStrategy.UnderscoreEscapingWithoutSuffixes;

    /// <summary>Whether units and types are appended.</summary>
    public static bool AddsSuffixes(this TranslationStrategy strategy) => strategy
        is TranslationStrategy.UnderscoreEscapingWithSuffixes or TranslationStrategy.NoUTF8EscapingWithSuffixes;
}
