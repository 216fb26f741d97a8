// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Collections;
using OpenTelemetry.Proto.Common.V1;

namespace OtlpGateway.ClickHouse.Tests.Rows;

/// <summary>
/// What a column should hold, worked out from Google.Protobuf's objects, and the SQL that prints the column alike: text as
/// hex, numbers as they are, arrays and maps joined.
/// </summary>
internal static class Cells
{
    internal static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    internal static string Id(ByteString id, int size) =>
        Hex(id.Length == size && id.Any(value => value != 0) ? Convert.ToHexStringLower(id.Span) : "");

    internal static string Number(double value) =>
        double.IsNaN(value) ? "nan" : BitConverter.DoubleToUInt64Bits(value).ToString(CultureInfo.InvariantCulture);

    internal static string List<T>(IEnumerable<T> items, Func<T, string> cell) => "[" + string.Join("|", items.Select(cell)) + "]";

    internal static string Map(IEnumerable<KeyValue>? attributes)
    {
        SortedDictionary<string, string> map = new(Utf8Order.Instance);
        foreach (KeyValue attribute in attributes ?? [])
        {
            map[attribute.Key] = Text(attribute.Value);
        }

        return "{" + string.Join(",", map.Select(entry => Hex(entry.Key) + "=" + Hex(entry.Value))) + "}";
    }

    internal static string ServiceName(RepeatedField<KeyValue>? attributes) =>
        Hex(Text(attributes?.LastOrDefault(attribute => attribute.Key == "service.name")?.Value));

    internal static string Text(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BytesValue => value.BytesValue.ToBase64(),
        AnyValue.ValueOneofCase.DoubleValue => Bare(value.DoubleValue),
        null or AnyValue.ValueOneofCase.None => "",
        _ => Json(value),
    };

    internal static string HexSql(string column) => $"hex({column})";

    internal static string FloatSql(string column) => $"if(isNaN({column}), 'nan', toString(reinterpretAsUInt64({column})))";

    internal static string MapSql(string column) =>
        $"concat('{{', arrayStringConcat(arrayMap((k, v) -> concat(hex(k), '=', hex(v)), mapKeys({column}), mapValues({column})), ','), '}}')";

    internal static string ListSql(string column, Func<string, string> cell) => $"concat('[', arrayStringConcat(arrayMap(x -> {cell("x")}, {column}), '|'), ']')";

    internal static string TimeSql(string column) => $"toString(toUnixTimestamp64Nano({column}))";

    internal static string TextSql(string column) => $"toString({column})";

    private static string Bare(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? (value > 0 ? "Infinity" : "-Infinity") : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Json(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => Quote(value.StringValue),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => double.IsFinite(value.DoubleValue) ? Bare(value.DoubleValue) : Quote(Bare(value.DoubleValue)),
        AnyValue.ValueOneofCase.BytesValue => Quote(value.BytesValue.ToBase64()),
        AnyValue.ValueOneofCase.ArrayValue => "[" + string.Join(",", value.ArrayValue.Values.Select(Json)) + "]",
        AnyValue.ValueOneofCase.KvlistValue => "{" + string.Join(",", value.KvlistValue.Values.Select(entry => Quote(entry.Key) + ":" + Json(entry.Value ?? new AnyValue()))) + "}",
        _ => "null",
    };

    private static string Quote(string text) => "\"" + text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    private sealed class Utf8Order : IComparer<string>
    {
        internal static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
