// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>The <c>Content-Type</c> that ClickHouse gives an output format.</summary>
internal static class FormatContentType
{
    public static string Of(string format)
    {
        bool Is(string prefix) => format.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
        bool named = format.Contains("WithNames", StringComparison.OrdinalIgnoreCase);
        if (Is("JSON"))
        {
            return format.EndsWith("EachRow", StringComparison.OrdinalIgnoreCase)
                ? "application/x-ndjson; charset=UTF-8"
                : "application/json; charset=UTF-8";
        }

        if (Is("CSV"))
        {
            return $"text/csv; charset=UTF-8; header={(named ? "present" : "absent")}";
        }

        if (Is("TabSeparated") || Is("TSV"))
        {
            return "text/tab-separated-values; charset=UTF-8";
        }

        bool binary = Is("Native") || Is("RowBinary") || Is("Parquet") || Is("Arrow") || Is("ORC") || Is("Avro")
            || Is("Protobuf") || Is("MsgPack") || Is("Buffers") || Is("BSON") || Is("CapnProto") || Is("Npy");
        return binary ? "application/octet-stream" : Is("XML") ? "application/xml; charset=UTF-8" : "text/plain; charset=UTF-8";
    }
}
