// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Json;

/// <summary>Why bytes are not an OTLP/JSON request. Any of them refuses the whole request as bad data.</summary>
public enum JsonFault : byte
{
    None = 0,

    /// <summary>No text at all; JSON has no empty document.</summary>
    Empty,

    /// <summary>Not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>Not JSON: truncated, a bad token, text behind the top-level value.</summary>
    Syntax,

    /// <summary>The top-level value is not an object.</summary>
    NotAnObject,

    /// <summary>Nested deeper than <see cref="OtlpJsonReader.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>A known field has a value of a type that cannot mean it.</summary>
    WrongType,

    /// <summary>A number field whose text is not a number, or not an integral one where the field is an integer.</summary>
    BadNumber,

    /// <summary>A number that its field cannot hold.</summary>
    OutOfRange,

    /// <summary>An id that is not hexadecimal, or of an odd number of digits.</summary>
    BadId,

    /// <summary>Bytes that are not base64.</summary>
    BadBase64,

    /// <summary>An enum given by a name that is not known.</summary>
    UnknownEnumName,

    /// <summary>The protobuf form would exceed the caller's limit.</summary>
    TooLarge,
}
