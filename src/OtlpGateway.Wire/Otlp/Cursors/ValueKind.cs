// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>What an AnyValue holds. The numbers are the field numbers in AnyValue.</summary>
public enum ValueKind : byte
{
    /// <summary>No value: legal, and also what an index into a profile dictionary is elsewhere.</summary>
    Empty = 0,
    String = CommonFields.AnyValue.StringValue,
    Bool = CommonFields.AnyValue.BoolValue,
    Int = CommonFields.AnyValue.IntValue,
    Double = CommonFields.AnyValue.DoubleValue,
    Array = CommonFields.AnyValue.ArrayValue,
    KeyValueList = CommonFields.AnyValue.KvlistValue,
    Bytes = CommonFields.AnyValue.BytesValue,
}
