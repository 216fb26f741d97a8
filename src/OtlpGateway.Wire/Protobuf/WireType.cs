// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Protobuf;

/// <summary>Protobuf wire types; 6 and 7 do not exist.</summary>
public enum WireType : byte
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    StartGroup = 3,
    EndGroup = 4,
    Fixed32 = 5,
}
