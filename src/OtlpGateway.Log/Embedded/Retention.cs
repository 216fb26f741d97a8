// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Partitions;

namespace OtlpGateway.Log.Embedded;

/// <summary>Says which segments may go. Pure: no clock, no files.</summary>
internal static class Retention
{
    /// <summary>How many segments from the front all known groups have finished; the last segment never counts.</summary>
    public static int CountFinished(Partition.View view, long? lowWater)
    {
        int count = 0;
        while (count < view.Segments.Length - 1 && (lowWater is null || view.EndOf(count) <= lowWater))
        {
            count++;
        }

        return count;
    }

    /// <summary>How many segments from the front are finished and beyond the topic's age or bytes.</summary>
    public static int CountExpired(Partition.View view, long? lowWater, TopicOptions options, long nowMs)
    {
        long bytes = view.Segments.Sum(segment => segment.RecordBytes);
        int finished = CountFinished(view, lowWater);
        int count = 0;
        while (count < finished)
        {
            // The next segment was begun when this one was closed.
            long closedMs = view.Segments[count + 1].Header.CreatedMs;
            bool overBytes = options.RetentionBytes > 0 && bytes > options.RetentionBytes;
            if (!overBytes && !IsOverAge(options, nowMs - closedMs, lowWater is not null))
            {
                break;
            }

            bytes -= view.Segments[count].RecordBytes;
            count++;
        }

        return count;
    }

    /// <summary>True when the last segment's records are all finished and old: it is to be closed, so that it can go.</summary>
    public static bool ShouldRoll(Partition.View view, long? lowWater, TopicOptions options, long nowMs)
    {
        Segment last = view.Segments[^1];
        return last.RecordBytes > 0
            && options.RetentionAge > TimeSpan.Zero
            && (lowWater is null || view.EndOffset <= lowWater)
            && IsOverAge(options, nowMs - last.LastTimestampMs, lowWater is not null);
    }

    private static bool IsOverAge(TopicOptions options, long ageMs, bool hasGroups) =>
        options.RetentionAge == TimeSpan.Zero
            ? hasGroups
            : options.RetentionAge > TimeSpan.Zero && ageMs > options.RetentionAge.TotalMilliseconds;
}
