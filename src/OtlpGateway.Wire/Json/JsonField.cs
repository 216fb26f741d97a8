// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Json;

/// <summary>One field of one message: its number, its names, and how its value is read and written.</summary>
internal sealed class JsonField(int number, string name, FieldKind kind)
{
    public int Number { get; } = number;

    /// <summary>The lowerCamelCase key.</summary>
    public string Name { get; } = name;

    public FieldKind Kind { get; } = kind;

    /// <summary>The lowerCamelCase key, as it is written.</summary>
    public JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(name);

    /// <summary>The nested message's fields; for <see cref="FieldKind.Message"/> only.</summary>
    public MessageSchema? Message { get; init; }

    public bool Repeated { get; init; }

    /// <summary>Member of the message's one oneof: a later member replaces an earlier one.</summary>
    public bool Oneof { get; init; }

    /// <summary>A default value differs from absence: optional fields and members of a oneof.</summary>
    public bool HasPresence { get; init; }

    /// <summary>Written even when it is absent on the wire, as the Collector does for embedded messages.</summary>
    public bool AlwaysWritten { get; init; }

    /// <summary>A null element of the list stays as an empty message, since its place has a meaning.</summary>
    public bool KeepsNullElements { get; init; }

    /// <summary>A second number under which old producers send the same content (1000), or 0.</summary>
    public int LegacyNumber { get; init; }

    /// <summary>A guess of the nested message's length, in bytes, that saves moving it when it is closed.</summary>
    public int LengthGuess { get; init; }

    /// <summary>The known names of an enum's values.</summary>
    public FrozenDictionary<string, int>? EnumNames { get; init; }

    /// <summary>Position in the message's declaration order.</summary>
    public int Index { get; set; }

    /// <summary>The wire type of one value, outside of a packed list.</summary>
    public WireType WireType { get; } = kind switch
    {
        FieldKind.Message or FieldKind.String or FieldKind.Bytes or FieldKind.HexId => WireType.Length,
        FieldKind.Fixed64 or FieldKind.SFixed64 or FieldKind.Double => WireType.Fixed64,
        FieldKind.Fixed32 => WireType.Fixed32,
        _ => WireType.Varint,
    };

    /// <summary>The key as the schema files spell it.</summary>
    public string SnakeName { get; } = ToSnake(name);

    private static string ToSnake(string name)
    {
        StringBuilder snake = new();
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c))
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }
}
