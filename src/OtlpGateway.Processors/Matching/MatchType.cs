// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Matching;

/// <summary>How the texts of a match section are meant.</summary>
public enum MatchType
{
    /// <summary>Not said; an error, since neither is an obvious default.</summary>
    Unset,
    Strict,
    Regexp,
}
