// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Writes a configuration tree as JSON.</summary>
public static class ConfigJson
{
    public static void Write(ConfigNode node, Utf8JsonWriter json)
    {
        switch (node)
        {
            case ConfigMap map:
                json.WriteStartObject();
                foreach (ConfigEntry entry in map.Entries)
                {
                    json.WritePropertyName(entry.Key);
                    Write(entry.Value, json);
                }

                json.WriteEndObject();
                break;
            case ConfigList list:
                json.WriteStartArray();
                foreach (ConfigNode item in list.Items)
                {
                    Write(item, json);
                }

                json.WriteEndArray();
                break;
            case ConfigScalar { Kind: ConfigScalarKind.Integer } scalar:
                json.WriteNumberValue(scalar.AsInteger());
                break;
            case ConfigScalar { Kind: ConfigScalarKind.Float } scalar when double.IsFinite(scalar.AsDouble()):
                json.WriteNumberValue(scalar.AsDouble());
                break;
            case ConfigScalar { Kind: ConfigScalarKind.Boolean } scalar:
                json.WriteBooleanValue(scalar.AsBoolean());
                break;
            case ConfigScalar scalar:
                json.WriteStringValue(scalar.Text);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
