// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Receivers.Kafka.Replay;

/// <summary>Where a replay begins or ends in each partition: an offset, a time at which records were stored, or the log's own edge.</summary>
public readonly record struct ReplayPoint(long? Offset, DateTimeOffset? Time)
{
    public const string Rule = "an offset, or a time such as 2026-11-20T08:00:00Z";

    public static ReplayPoint Edge { get; }

    /// <summary>Empty text is the log's edge. A time without a zone is UTC.</summary>
    public static bool TryParse(string? text, out ReplayPoint point)
    {
        point = Edge;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
        {
            point = new ReplayPoint(offset, null);
            return true;
        }

        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!text.Contains('-', StringComparison.Ordinal) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time))
        {
            return false;
        }

        point = new ReplayPoint(null, time);
        return true;
    }
}
