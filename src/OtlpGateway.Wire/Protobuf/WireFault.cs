// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Protobuf;

/// <summary>Why bytes are not a protobuf message. Faults are data, not exceptions: malformed input is normal traffic.</summary>
public enum WireFault : byte
{
    None = 0,

    /// <summary>The bytes end inside a tag, a fixed value or a length-delimited payload.</summary>
    Truncated,

    /// <summary>A varint has more than ten bytes, or its tenth byte carries more than the 64th bit.</summary>
    VarintOverflow,

    /// <summary>Field number 0, or a tag beyond 32 bits.</summary>
    BadFieldNumber,

    /// <summary>Wire type 6 or 7.</summary>
    BadWireType,

    /// <summary>A known field came with another wire type than its schema says.</summary>
    WireTypeMismatch,

    /// <summary>An end-group tag without its start, with another number, or a group that is never closed.</summary>
    BadGroup,

    /// <summary>Messages or groups are nested deeper than the limit.</summary>
    TooDeep,

    /// <summary>A packed chunk of fixed-size values whose length is not a multiple of their size.</summary>
    BadPackedLength,
}
