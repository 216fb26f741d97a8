// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>A value of the configuration as the body of an AnyValue; the type is the one that YAML gives it.</summary>
internal static class ConfigValue
{
    public static byte[] Encode(ConfigNode node)
    {
        using var writer = new ProtobufWriter(64);
        Write(node, writer);
        return writer.WrittenSpan.ToArray();
    }

    private static void Write(ConfigNode node, ProtobufWriter writer)
    {
        switch (node)
        {
            case ConfigScalar scalar:
                WriteScalar(scalar, writer);
                break;
            case ConfigList list:
                int array = writer.BeginMessage(CommonFields.AnyValue.ArrayValue);
                foreach (ConfigNode item in list.Items)
                {
                    int value = writer.BeginMessage(CommonFields.ArrayValue.Values);
                    Write(item, writer);
                    writer.EndMessage(value);
                }

                writer.EndMessage(array);
                break;
            case ConfigMap map:
                int entries = writer.BeginMessage(CommonFields.AnyValue.KvlistValue);
                foreach (ConfigEntry entry in map.Entries)
                {
                    int pair = writer.BeginMessage(CommonFields.KeyValueList.Values);
                    writer.WriteStringField(CommonFields.KeyValue.Key, entry.Key);
                    int value = writer.BeginMessage(CommonFields.KeyValue.Value);
                    Write(entry.Value, writer);
                    writer.EndMessage(value);
                    writer.EndMessage(pair);
                }

                writer.EndMessage(entries);
                break;
            default:
                break;
        }
    }

    private static void WriteScalar(ConfigScalar scalar, ProtobufWriter writer)
    {
        switch (scalar.Kind)
        {
            case ConfigScalarKind.Integer:
                ValueWriter.Int(scalar.AsInteger(), writer);
                break;
            case ConfigScalarKind.Float:
                ValueWriter.Double(scalar.AsDouble(), writer);
                break;
            case ConfigScalarKind.Boolean:
                ValueWriter.Bool(scalar.AsBoolean(), writer);
                break;
            default:
                writer.WriteStringField(CommonFields.AnyValue.StringValue, scalar.Text);
                break;
        }
    }
}
