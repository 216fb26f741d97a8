// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The bounded set of <c>reason</c> label values for what is refused, rejected or dropped. Every loss has one of these
/// and is counted with it.
/// </summary>
public static class Reasons
{
    public const string Malformed = "malformed";
    public const string InvalidItem = "invalid_item";
    public const string Unsupported = "unsupported";
    public const string TooLarge = "too_large";
    public const string MemoryLimit = "memory_limit";
    public const string QueueFull = "queue_full";
    public const string LogFull = "log_full";
    public const string LogFailed = "log_failed";
    public const string DestinationDown = "destination_down";
    public const string DestinationRejected = "destination_rejected";
    public const string Timeout = "timeout";
    public const string RetriesExhausted = "retries_exhausted";
    public const string ShuttingDown = "shutting_down";
    public const string BadEventTime = "bad_event_time";
    public const string TooOld = "too_old";
    public const string OutOfOrder = "out_of_order";
    public const string Unauthenticated = "unauthenticated";
    public const string Cancelled = "cancelled";
    public const string Redacted = "redacted";
    public const string Internal = "internal";
}
