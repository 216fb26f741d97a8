// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>Why an item is in the dead-letter table; the values are stored.</summary>
public static class DeadLetterReasons
{
    /// <summary>Its event time cannot be: before the earliest or too far ahead.</summary>
    public const string BadEventTime = "bad_event_time";

    /// <summary>Its bytes are not the message that they should be.</summary>
    public const string Malformed = "malformed";
}
