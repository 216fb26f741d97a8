// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>What became of a batch. There is no default that means success by accident: zero is not a value.</summary>
public enum OutcomeKind : byte
{
    /// <summary>Safe: durable in a log, or taken by every exporter.</summary>
    Accepted = 1,

    /// <summary>Safe but for some items that can never be taken. They are counted; sending them again is pointless.</summary>
    PartlyAccepted,

    /// <summary>Nothing was taken and sending it again is pointless.</summary>
    Rejected,

    /// <summary>Nothing of it counts as taken; the sender may try again later.</summary>
    Retry,

    /// <summary>The sender went away or the gateway stops; to be sent again.</summary>
    Cancelled,
}
