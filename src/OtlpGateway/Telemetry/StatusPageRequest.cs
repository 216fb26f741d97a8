// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Telemetry;

/// <summary>Answers requests for pages of components. <c>limit=N</c> bounds their lists.</summary>
internal static class StatusPageRequest
{
    private const int DefaultLimit = 1000;
    private const int MaxLimit = 100_000;

    // Read by people and scripts, never as a part of a page of HTML: quotes and pluses can stay what they are.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>False when there is no such page.</summary>
    public static bool TryWrite(StatusPages pages, HttpRequest request, IBufferWriter<byte> body)
    {
        bool isNumber = int.TryParse(request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int limit);
        using Utf8JsonWriter json = new(body, Readable);
        return pages.TryWrite(request.Path.Value ?? "", json, isNumber ? Math.Min(limit, MaxLimit) : DefaultLimit);
    }
}
