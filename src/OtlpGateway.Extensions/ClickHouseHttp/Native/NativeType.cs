// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using System.Globalization;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.Extensions.ClickHouseHttp.Native;

internal enum NativeShape : byte
{
    /// <summary>Every value has <see cref="NativeType.Width"/> bytes.</summary>
    Fixed = 1,
    Text,
    Nullable,
    Array,
    Tuple,
    LowCardinality,
}

/// <summary>How the values of a ClickHouse type are laid out in the Native format.</summary>
internal sealed record NativeType(NativeShape Shape, int Width, IReadOnlyList<NativeType> Inner)
{
    private const int MaxDepth = 32;

    private static readonly FrozenDictionary<string, int> Widths = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["UInt8"] = 1, ["UInt16"] = 2, ["UInt32"] = 4, ["UInt64"] = 8, ["UInt128"] = 16, ["UInt256"] = 32,
        ["Int8"] = 1, ["Int16"] = 2, ["Int32"] = 4, ["Int64"] = 8, ["Int128"] = 16, ["Int256"] = 32,
        ["Float32"] = 4, ["Float64"] = 8, ["BFloat16"] = 2, ["Bool"] = 1, ["Nothing"] = 1,
        ["Date"] = 2, ["Date32"] = 4, ["DateTime"] = 4, ["DateTime32"] = 4, ["DateTime64"] = 8, ["Time"] = 4, ["Time64"] = 8,
        ["Enum8"] = 1, ["Enum16"] = 2, ["UUID"] = 16, ["IPv4"] = 4, ["IPv6"] = 16,
        ["Decimal32"] = 4, ["Decimal64"] = 8, ["Decimal128"] = 16, ["Decimal256"] = 32,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Synonyms = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Point"] = "Tuple(Float64, Float64)",
        ["Ring"] = "Array(Point)",
        ["LineString"] = "Array(Point)",
        ["MultiLineString"] = "Array(LineString)",
        ["Polygon"] = "Array(Ring)",
        ["MultiPolygon"] = "Array(Polygon)",
    }.ToFrozenDictionary();

    /// <exception cref="ClickHouseException">The type has a layout that is not known here.</exception>
    public static NativeType Parse(string text) => Parse(text, 0);

    private static NativeType Parse(string text, int depth)
    {
        text = text.Trim();
        int bracket = text.IndexOf('(', StringComparison.Ordinal);
        string name = bracket < 0 ? text : text[..bracket];
        string[] arguments = bracket < 0 ? [] : Split(text[(bracket + 1)..^1]);
        if (depth > MaxDepth)
        {
            throw Unknown(text);
        }

        NativeType Of(string argument) => Parse(argument, depth + 1);
        return name switch
        {
            "String" => new NativeType(NativeShape.Text, 0, []),
            "FixedString" => Fixed(int.Parse(arguments[0], CultureInfo.InvariantCulture)),
            "Decimal" => Fixed(DecimalWidth(int.Parse(arguments[0], CultureInfo.InvariantCulture))),
            "Nullable" => new NativeType(NativeShape.Nullable, 0, [Of(arguments[0])]),
            "Array" => new NativeType(NativeShape.Array, 0, [Of(arguments[0])]),
            "Map" => new NativeType(NativeShape.Array, 0, [new NativeType(NativeShape.Tuple, 0, [Of(arguments[0]), Of(arguments[1])])]),
            "Tuple" => new NativeType(NativeShape.Tuple, 0, [.. arguments.Select(argument => Of(WithoutName(argument)))]),
            "Nested" => new NativeType(NativeShape.Array, 0, [new NativeType(NativeShape.Tuple, 0, [.. arguments.Select(argument => Of(WithoutName(argument)))])]),
            "LowCardinality" => new NativeType(NativeShape.LowCardinality, 0, [DictionaryOf(Of(arguments[0]))]),
            "SimpleAggregateFunction" => Of(arguments[^1]),
            _ when Widths.TryGetValue(name, out int width) => Fixed(width),
            _ when name.StartsWith("Interval", StringComparison.Ordinal) => Fixed(8),
            _ when Synonyms.TryGetValue(name, out string? meaning) => Of(meaning),
            _ => throw Unknown(text),
        };
    }

    private static NativeType Fixed(int width) => new(NativeShape.Fixed, width, []);

    private static int DecimalWidth(int precision) => precision switch { <= 9 => 4, <= 18 => 8, <= 38 => 16, _ => 32 };

    /// <summary>A nullable dictionary keeps null as its first key, without a map of nulls.</summary>
    private static NativeType DictionaryOf(NativeType type) => type.Shape == NativeShape.Nullable ? type.Inner[0] : type;

    private static ClickHouseException Unknown(string type) => new(
        48,
        $"Code: 48. DB::Exception: The type {type} cannot be sent in the Native format of client_protocol_version; cast it with toString, or ask for another format. (NOT_IMPLEMENTED)");

    /// <summary>An element of a tuple may have a name before its type.</summary>
    private static string WithoutName(string argument)
    {
        argument = argument.Trim();
        if (argument[0] == '`')
        {
            int end = 1;
            while (argument[end] != '`')
            {
                end += argument[end] == '\\' ? 2 : 1;
            }

            return argument[(end + 1)..];
        }

        int space = argument.IndexOf(' ', StringComparison.Ordinal);
        int bracket = argument.IndexOf('(', StringComparison.Ordinal);
        return space > 0 && (bracket < 0 || space < bracket) ? argument[(space + 1)..] : argument;
    }

    /// <summary>Splits at the commas that are not inside brackets or quotes.</summary>
    private static string[] Split(string text)
    {
        var parts = new List<string>();
        int depth = 0;
        int start = 0;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '`')
            {
                quote = c;
            }
            else if (c == ',' && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
            else
            {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
        }

        parts.Add(text[start..]);
        return [.. parts];
    }
}
