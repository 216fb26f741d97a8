// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Matching;

/// <summary>How severe a log record must be.</summary>
public sealed class SeverityMatchOptions
{
    /// <summary>The lowest severity number that matches, 1 to 24.</summary>
    public int Min { get; set; }

    /// <summary>Whether records without a severity number match.</summary>
    public bool MatchUndefined { get; set; }
}
