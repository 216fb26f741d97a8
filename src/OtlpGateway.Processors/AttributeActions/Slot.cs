// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>What one key is while the actions run over the attributes of one message.</summary>
internal struct Slot
{
    /// <summary>The message came with the key.</summary>
    internal bool WasPresent;

    internal bool IsPresent;

    /// <summary>The value is no longer the one that came.</summary>
    internal bool IsReplaced;

    /// <summary>The value, where it is replaced or an action reads it.</summary>
    internal SlotValue Value;

    internal readonly bool IsChanged => IsPresent ? IsReplaced || !WasPresent : WasPresent;
}
