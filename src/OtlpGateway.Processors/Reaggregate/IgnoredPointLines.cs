// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>
/// Tells of points that their series lack, of each reason now and then: who sent them was told that they were taken. What
/// came twice, or after a later point that says more, is lacked by nobody.
/// </summary>
internal sealed class IgnoredPointLines(ILogger logger, TimeProvider time, ComponentId id)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly LogLimiter[] _lines = [.. Enum.GetValues<IgnoreReason>().Select(_ => new LogLimiter(time, Interval))];

    public void Tell(IgnoreReason reason, long points)
    {
        if (Explain(reason) is { } why && _lines[(int)reason].TryTake(out long suppressed))
        {
            ReaggregateLog.NotMerged(logger, id.ToString(), points, ConfigNames.SnakeCase(reason.ToString()), why, suppressed);
        }
    }

    private static string? Explain(IgnoreReason reason) => reason switch
    {
        IgnoreReason.Duplicate or IgnoreReason.OutOfOrder => null,
        IgnoreReason.OlderStart => "two producers write one stream, and the one that began later counts; give each its own service.instance.id",
        IgnoreReason.NoTime => "they have no time",
        IgnoreReason.NoValue => "they have no value",
        IgnoreReason.NotFinite => "they are no numbers that could be added",
        IgnoreReason.Negative => "a counter or a bucket went up by less than nothing",
        IgnoreReason.UnknownTemporality => "their metric is neither delta nor cumulative",
        IgnoreReason.BadBuckets => "their buckets and bounds do not belong together, or no number falls into a bucket",
        IgnoreReason.StreamLimit => "there are max_streams streams; raise it, or take off the labels that make so many",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a reason"),
    };
}
