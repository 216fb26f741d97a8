// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.Collections;
using OpenTelemetry.Proto.Common.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.AttributeActions;

namespace OtlpGateway.Processors.Tests.AttributeActions;

/// <summary>What actions mean, done one after the other to the official library's objects.</summary>
internal sealed class AttributeModel(IReadOnlyList<ActionOptions> actions, ClientContext client)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Apply(RepeatedField<KeyValue> attributes)
    {
        foreach (ActionOptions action in actions)
        {
            Apply(action, attributes);
        }
    }

    private void Apply(ActionOptions action, RepeatedField<KeyValue> attributes)
    {
        KeyValue? target = Find(attributes, action.Key);
        switch (action.Action.ToLowerInvariant())
        {
            case "insert" when target is null:
            case "upsert" when target is null:
                if (Source(action, attributes) is { } inserted)
                {
                    attributes.Add(new KeyValue { Key = action.Key, Value = inserted });
                }

                break;
            case "update" or "upsert" when target is not null:
                target.Value = Source(action, attributes) ?? target.Value;
                break;
            case "delete":
                Remove(attributes, attribute => attribute.Key == action.Key && action.Key.Length > 0);
                Remove(attributes, attribute => action.Pattern.Length > 0 && Regex.IsMatch(attribute.Key, action.Pattern));
                break;
            case "hash":
                Hash(attributes.Where(attribute => attribute.Key == action.Key && action.Key.Length > 0));
                Hash(attributes.Where(attribute => action.Pattern.Length > 0 && Regex.IsMatch(attribute.Key, action.Pattern)));
                break;
            case "extract" when target?.Value?.HasStringValue == true:
                Extract(action.Pattern, target.Value.StringValue, attributes);
                break;
            case "convert" when target is not null:
                target.Value = Convert(target.Value ?? new AnyValue(), action.ConvertedType);
                break;
            default:
                break;
        }
    }

    private AnyValue? Source(ActionOptions action, RepeatedField<KeyValue> attributes)
    {
        AnyValue? value = action.Value is { } node ? FromConfig((ConfigScalar)node)
            : action.FromAttribute.Length > 0 ? Find(attributes, action.FromAttribute) is { } found ? found.Value?.Clone() ?? new AnyValue() : null
            : action.FromContext.Length > 0 && client.Metadata.TryGetValue(action.FromContext["metadata.".Length..], out IReadOnlyList<string>? header)
                ? new AnyValue { StringValue = string.Join(';', header) }
            : null;
        return value ?? (action.DefaultValue is { } other ? FromConfig((ConfigScalar)other) : null);
    }

    private static AnyValue FromConfig(ConfigScalar scalar) => scalar.Kind switch
    {
        ConfigScalarKind.Integer => new AnyValue { IntValue = scalar.AsInteger() },
        ConfigScalarKind.Float => new AnyValue { DoubleValue = scalar.AsDouble() },
        ConfigScalarKind.Boolean => new AnyValue { BoolValue = scalar.AsBoolean() },
        _ => new AnyValue { StringValue = scalar.Text },
    };

    private static KeyValue? Find(RepeatedField<KeyValue> attributes, string key) => attributes.FirstOrDefault(attribute => attribute.Key == key);

    private static void Remove(RepeatedField<KeyValue> attributes, Predicate<KeyValue> which)
    {
        foreach (KeyValue attribute in attributes.Where(attribute => which(attribute)).ToList())
        {
            attributes.Remove(attribute);
        }
    }

    private static void Extract(string pattern, string text, RepeatedField<KeyValue> attributes)
    {
        Match match = Regex.Match(text, pattern.Replace("(?P<", "(?<", StringComparison.Ordinal));
        foreach (Group group in match.Success ? match.Groups.Values.Skip(1) : [])
        {
            var value = new AnyValue { StringValue = group.Value };
            if (Find(attributes, group.Name) is { } there)
            {
                there.Value = value;
            }
            else
            {
                attributes.Add(new KeyValue { Key = group.Name, Value = value });
            }
        }
    }

    private static void Hash(IEnumerable<KeyValue> attributes)
    {
        foreach (KeyValue attribute in attributes)
        {
            byte[] bytes = new byte[8];
            AnyValue value = attribute.Value ?? new AnyValue();
            switch (value.ValueCase)
            {
                case AnyValue.ValueOneofCase.StringValue:
                    bytes = Encoding.UTF8.GetBytes(value.StringValue);
                    break;
                case AnyValue.ValueOneofCase.BoolValue:
                    bytes = [value.BoolValue ? (byte)1 : (byte)0];
                    break;
                case AnyValue.ValueOneofCase.IntValue:
                    BinaryPrimitives.WriteInt64LittleEndian(bytes, value.IntValue);
                    break;
                case AnyValue.ValueOneofCase.DoubleValue:
                    BinaryPrimitives.WriteDoubleLittleEndian(bytes, value.DoubleValue);
                    break;
                default:
                    bytes = [];
                    break;
            }

            attribute.Value = new AnyValue { StringValue = bytes.Length == 0 ? "" : System.Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        }
    }

    private static AnyValue Convert(AnyValue value, string type)
    {
        switch (type, value.ValueCase)
        {
            case ("string", _):
                return new AnyValue { StringValue = Text(value, topLevel: true) };
            case ("int", AnyValue.ValueOneofCase.DoubleValue) when value.DoubleValue is >= long.MinValue and < long.MaxValue:
                return new AnyValue { IntValue = (long)value.DoubleValue };
            case ("int", AnyValue.ValueOneofCase.BoolValue):
                return new AnyValue { IntValue = value.BoolValue ? 1 : 0 };
            case ("int", AnyValue.ValueOneofCase.StringValue) when long.TryParse(value.StringValue, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole):
                return new AnyValue { IntValue = whole };
            case ("double", AnyValue.ValueOneofCase.IntValue):
                return new AnyValue { DoubleValue = value.IntValue };
            case ("double", AnyValue.ValueOneofCase.BoolValue):
                return new AnyValue { DoubleValue = value.BoolValue ? 1 : 0 };
            case ("double", AnyValue.ValueOneofCase.StringValue) when double.TryParse(value.StringValue, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite & ~NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out double real):
                return new AnyValue { DoubleValue = real };
            default:
                return value;
        }
    }

    private static string Text(AnyValue value, bool topLevel) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => topLevel ? value.StringValue : JsonSerializer.Serialize(value.StringValue, Relaxed),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BytesValue => topLevel ? value.BytesValue.ToBase64() : $"\"{value.BytesValue.ToBase64()}\"",
        AnyValue.ValueOneofCase.ArrayValue => $"[{string.Join(',', value.ArrayValue.Values.Select(item => Text(item, topLevel: false)))}]",
        AnyValue.ValueOneofCase.KvlistValue => $"{{{string.Join(',', value.KvlistValue.Values.Select(pair => $"{JsonSerializer.Serialize(pair.Key, Relaxed)}:{Text(pair.Value ?? new AnyValue(), topLevel: false)}"))}}}",
        _ => topLevel ? "" : "null",
    };
}
