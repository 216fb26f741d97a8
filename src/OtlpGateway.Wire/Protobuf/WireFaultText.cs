// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Protobuf;

/// <summary>What a client is told about a fault.</summary>
public static class WireFaultText
{
    /// <summary>One clause that says what is wrong.</summary>
    public static string Describe(this WireFault fault) => fault switch
    {
        WireFault.None => "nothing is wrong",
        WireFault.Truncated => "the bytes end inside a field",
        WireFault.VarintOverflow => "a varint is longer than 64 bits",
        WireFault.BadFieldNumber => "a field number is out of range",
        WireFault.BadWireType => "a wire type does not exist",
        WireFault.WireTypeMismatch => "a field has another wire type than its schema says",
        WireFault.BadGroup => "a group does not start and end in pairs",
        WireFault.TooDeep => "values are nested too deep",
        WireFault.BadPackedLength => "a packed field's length is not a multiple of its element's size",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
