// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>Why a merged batch was sent when it was.</summary>
public enum BatchTrigger
{
    /// <summary>No delivery was under way, so that waiting for more would gain nothing.</summary>
    Idle = 1,

    /// <summary>Enough had come together.</summary>
    Size,

    /// <summary>The oldest request had waited long enough.</summary>
    Timeout,

    /// <summary>The gateway stops.</summary>
    Drain,
}
