// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp;

/// <summary>What the edge let through although it is odd: each is how often it was met in one request.</summary>
/// <param name="InvalidUtf8">Strings that are not UTF-8; they pass unchanged and are repaired where they become text.</param>
/// <param name="StringIndexes">Values or keys that point into a profile dictionary, which the request does not have: empty.</param>
/// <param name="IgnoredIds">Ids of log records, links and exemplars with a wrong length or all zero: read as absent.</param>
/// <param name="NegativeIncrements">Negative values of monotonic sums.</param>
/// <param name="SupersededData">Metrics with more than one kind of data; the last kind counts.</param>
public readonly record struct EdgeWarnings(
    int InvalidUtf8,
    int StringIndexes,
    int IgnoredIds,
    int NegativeIncrements,
    int SupersededData)
{
    /// <summary>Whether there is anything to count.</summary>
    public bool Any => (InvalidUtf8 | StringIndexes | IgnoredIds | NegativeIncrements | SupersededData) != 0;
}
