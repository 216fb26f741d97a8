// SPDX-License-Identifier: Apache-2.0

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
            "Point" => Of("Tuple(Float64, Float64)"),
            "Ring" or "LineString" => Of("Array(Point)"),
            "Polygon" or "MultiLineString" => Of("Array(Ring)"),
            "MultiPolygon" => Of("Array(Polygon)"),
            _ => WidthOf(name) is int width and > 0 ? Fixed(width) : throw Unknown(text),
        };
    }

    /// <summary>Bytes of one value; 0 where they are not always as many.</summary>
    private static int WidthOf(string name) => name switch
    {
        "UInt8" or "Int8" or "Bool" or "Enum8" or "Nothing" => 1,
        "UInt16" or "Int16" or "BFloat16" or "Date" or "Enum16" => 2,
        "UInt32" or "Int32" or "Float32" or "Date32" or "DateTime" or "DateTime32" or "Time" or "IPv4" or "Decimal32" => 4,
        "UInt64" or "Int64" or "Float64" or "DateTime64" or "Time64" or "Decimal64" => 8,
        "UInt128" or "Int128" or "UUID" or "IPv6" or "Decimal128" => 16,
        "UInt256" or "Int256" or "Decimal256" => 32,
        _ => name.StartsWith("Interval", StringComparison.Ordinal) ? 8 : 0,
    };

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
