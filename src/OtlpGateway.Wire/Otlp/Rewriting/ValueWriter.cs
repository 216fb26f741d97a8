// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>Writes the bodies of AnyValues.</summary>
public static class ValueWriter
{
    /// <summary>A copy of a value.</summary>
    public static void Copy(in ValueCursor value, ProtobufWriter destination)
    {
        switch (value.Kind)
        {
            case ValueKind.Empty:
                break;
            case ValueKind.Bool or ValueKind.Int:
                destination.WriteVarintField((int)value.Kind, (ulong)value.Int);
                break;
            case ValueKind.Double:
                destination.WriteDoubleField(CommonFields.AnyValue.DoubleValue, value.Double);
                break;
            default:
                destination.WriteBytesField((int)value.Kind, value.Bytes);
                break;
        }
    }

    /// <param name="text">In UTF-8.</param>
    /// <param name="destination">Where the body is appended.</param>
    public static void String(ReadOnlySpan<byte> text, ProtobufWriter destination) =>
        destination.WriteBytesField(CommonFields.AnyValue.StringValue, text);

    public static void Int(long value, ProtobufWriter destination) =>
        destination.WriteVarintField(CommonFields.AnyValue.IntValue, (ulong)value);

    public static void Double(double value, ProtobufWriter destination) =>
        destination.WriteDoubleField(CommonFields.AnyValue.DoubleValue, value);

    public static void Bool(bool value, ProtobufWriter destination) =>
        destination.WriteBoolField(CommonFields.AnyValue.BoolValue, value);
}
