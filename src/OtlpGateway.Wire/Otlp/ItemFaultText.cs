// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp;

/// <summary>What a client is told about a rejected item, and the reason's label.</summary>
public static class ItemFaultText
{
    /// <summary>One clause that says what is wrong and what would be right.</summary>
    public static string Describe(this ItemFault fault) => fault switch
    {
        ItemFault.None => "nothing is wrong",
        ItemFault.InvalidTraceId => "trace_id must be 16 bytes that are not all zero",
        ItemFault.InvalidSpanId => "span_id must be 8 bytes that are not all zero",
        ItemFault.InvalidParentSpanId => "parent_span_id must be empty or 8 bytes",
        ItemFault.MissingMetricName => "the metric must have a name",
        ItemFault.UnknownTemporality => "aggregation_temporality must be DELTA or CUMULATIVE",
        ItemFault.MissingTime => "time_unix_nano must be set",
        ItemFault.TimeOutOfRange => "a time in nanoseconds must fit a signed 64-bit number",
        ItemFault.StartAfterTime => "start_time_unix_nano must not be after time_unix_nano",
        ItemFault.MissingValue => "a number data point must have a value or the flag NO_RECORDED_VALUE",
        ItemFault.CountOutOfRange => "a count must fit a signed 64-bit number",
        ItemFault.TooManyBuckets => "the data point has more buckets than are accepted",
        ItemFault.BucketsDoNotMatchBounds => "there must be one more bucket_counts than explicit_bounds",
        ItemFault.BoundsNotIncreasing => "explicit_bounds must be strictly increasing numbers",
        ItemFault.BucketsDoNotMatchCount => "the buckets must add up to count",
        ItemFault.ScaleTooCoarse => "the scale of an exponential histogram must be -4 or more",
        ItemFault.BucketIndexOutOfRange => "a bucket index is beyond the range of doubles",
        ItemFault.InvalidZeroThreshold => "zero_threshold must be a number that is not negative",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    /// <summary>The fault as a metric label value: lower case with underscores.</summary>
    public static string Label(this ItemFault fault) => fault switch
    {
        ItemFault.None => "none",
        ItemFault.InvalidTraceId => "invalid_trace_id",
        ItemFault.InvalidSpanId => "invalid_span_id",
        ItemFault.InvalidParentSpanId => "invalid_parent_span_id",
        ItemFault.MissingMetricName => "missing_metric_name",
        ItemFault.UnknownTemporality => "unknown_temporality",
        ItemFault.MissingTime => "missing_time",
        ItemFault.TimeOutOfRange => "time_out_of_range",
        ItemFault.StartAfterTime => "start_after_time",
        ItemFault.MissingValue => "missing_value",
        ItemFault.CountOutOfRange => "count_out_of_range",
        ItemFault.TooManyBuckets => "too_many_buckets",
        ItemFault.BucketsDoNotMatchBounds => "buckets_do_not_match_bounds",
        ItemFault.BoundsNotIncreasing => "bounds_not_increasing",
        ItemFault.BucketsDoNotMatchCount => "buckets_do_not_match_count",
        ItemFault.ScaleTooCoarse => "scale_too_coarse",
        ItemFault.BucketIndexOutOfRange => "bucket_index_out_of_range",
        ItemFault.InvalidZeroThreshold => "invalid_zero_threshold",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
