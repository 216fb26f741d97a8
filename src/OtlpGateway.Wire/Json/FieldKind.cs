// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Json;

/// <summary>What a field holds, as far as its JSON and its wire form differ.</summary>
internal enum FieldKind : byte
{
    Message,
    String,

    /// <summary>Bytes that JSON writes in base64.</summary>
    Bytes,

    /// <summary>Bytes that OTLP/JSON writes in hexadecimal: trace, span and profile ids.</summary>
    HexId,
    Bool,
    Int32,
    UInt32,
    SInt32,
    Enum,
    Int64,
    UInt64,
    Fixed32,
    Fixed64,
    SFixed64,
    Double,
}
