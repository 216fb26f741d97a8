// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Naming;

/// <summary>How OTLP names become Prometheus names: Prometheus' <c>otlp.translation_strategy</c>.</summary>
public enum TranslationStrategy : byte
{
    /// <summary>Only letters, digits, underscores and colons; units and types as suffixes. The default.</summary>
    UnderscoreEscapingWithSuffixes,

    /// <summary>Only letters, digits, underscores and colons; no suffixes.</summary>
    UnderscoreEscapingWithoutSuffixes,

    /// <summary>Names as they are, with suffixes. The receiver must take UTF-8 names.</summary>
    NoUTF8EscapingWithSuffixes,

    /// <summary>Names as they are. The receiver must take UTF-8 names.</summary>
    NoTranslation,
}
