// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>Adds attributes to the message that a policy is leaving. Not to be kept.</summary>
public readonly ref struct AttributeAppender
{
    private readonly ProtobufWriter _destination;
    private readonly int _field;

    internal AttributeAppender(ProtobufWriter destination, int field)
    {
        _destination = destination;
        _field = field;
    }

    /// <param name="key">In UTF-8.</param>
    /// <param name="text">In UTF-8.</param>
    public void AddString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        int attribute = Begin(key, text.Length);
        int value = _destination.BeginMessage(CommonFields.KeyValue.Value, text.Length + 2);
        _destination.WriteBytesField(CommonFields.AnyValue.StringValue, text);
        _destination.EndMessage(value);
        _destination.EndMessage(attribute);
    }

    /// <param name="key">In UTF-8.</param>
    /// <param name="value">The number.</param>
    public void AddInt(ReadOnlySpan<byte> key, long value)
    {
        int attribute = Begin(key, 0);
        int body = _destination.BeginMessage(CommonFields.KeyValue.Value);
        _destination.WriteVarintField(CommonFields.AnyValue.IntValue, (ulong)value);
        _destination.EndMessage(body);
        _destination.EndMessage(attribute);
    }

    /// <param name="key">In UTF-8.</param>
    /// <param name="value">The body of an AnyValue.</param>
    public void AddValue(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        int attribute = Begin(key, value.Length);
        _destination.WriteBytesField(CommonFields.KeyValue.Value, value);
        _destination.EndMessage(attribute);
    }

    private int Begin(ReadOnlySpan<byte> key, int valueLength)
    {
        int attribute = _destination.BeginMessage(_field, key.Length + valueLength + 6);
        _destination.WriteBytesField(CommonFields.KeyValue.Key, key);
        return attribute;
    }
}
