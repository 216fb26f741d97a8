// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Wire.Json;

/// <summary>The words in which the schemas are written down.</summary>
internal static class SchemaFields
{
    public static JsonField Scalar(int number, string name, FieldKind kind) => new(number, name, kind);

    /// <summary>A scalar whose explicit zero differs from its absence.</summary>
    public static JsonField Optional(int number, string name, FieldKind kind) => new(number, name, kind) { HasPresence = true };

    public static JsonField Text(int number, string name) => new(number, name, FieldKind.String);

    public static JsonField Id(int number, string name) => new(number, name, FieldKind.HexId);

    public static JsonField Count(int number, string name) => new(number, name, FieldKind.UInt32);

    public static JsonField Time(int number, string name) => new(number, name, FieldKind.Fixed64);

    public static JsonField Enum(int number, string name, FrozenDictionary<string, int> names) =>
        new(number, name, FieldKind.Enum) { EnumNames = names };

    public static JsonField Member(int number, string name, FieldKind kind, MessageSchema? message = null) =>
        new(number, name, kind) { Message = message, Oneof = true, HasPresence = true };

    /// <summary>An embedded message; <paramref name="always"/> as the Collector writes it.</summary>
    public static JsonField One(int number, string name, MessageSchema message, bool always = false) =>
        new(number, name, FieldKind.Message) { Message = message, HasPresence = true, AlwaysWritten = always };

    public static JsonField Many(int number, string name, MessageSchema message, int lengthGuess = 0, int legacyNumber = 0) =>
        new(number, name, FieldKind.Message)
        {
            Message = message,
            Repeated = true,
            LengthGuess = lengthGuess,
            LegacyNumber = legacyNumber,
        };

    public static JsonField List(int number, string name, FieldKind kind) => new(number, name, kind) { Repeated = true };

    /// <summary>Enum names are a common prefix and one word per value.</summary>
    public static FrozenDictionary<string, int> Names(string prefix, params ReadOnlySpan<string> values)
    {
        Dictionary<string, int> names = [];
        for (int i = 0; i < values.Length; i++)
        {
            names.Add(prefix + values[i], i);
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
