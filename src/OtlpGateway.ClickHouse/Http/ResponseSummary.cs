// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>The numbers of <c>X-ClickHouse-Summary</c>; -1 for what it does not say.</summary>
internal readonly record struct ResponseSummary(long ReadRows, long ReadBytes, long WrittenRows, long WrittenBytes)
{
    private const int MaxLength = 4096;

    internal static ResponseSummary Of(HttpResponseMessage response)
    {
        string text = ResponseFailure.Header(response, ResponseFailure.SummaryHeader);
        ResponseSummary nothing = new(-1, -1, -1, -1);
        if (text.Length is 0 or > MaxLength)
        {
            return nothing;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ResponseSummary(
                    Number(document.RootElement, "read_rows"),
                    Number(document.RootElement, "read_bytes"),
                    Number(document.RootElement, "written_rows"),
                    Number(document.RootElement, "written_bytes"))
                : nothing;
        }
        catch (JsonException)
        {
            return nothing;
        }
    }

    /// <summary>ClickHouse writes numbers as strings.</summary>
    private static long Number(JsonElement summary, string name)
    {
        if (!summary.TryGetProperty(name, out JsonElement value))
        {
            return -1;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
            JsonValueKind.Number when value.TryGetInt64(out long number) => number,
            _ => -1,
        };
    }
}
