// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Wire.Json;

/// <summary>The JSON answers of OTLP/HTTP: written by servers, read by clients.</summary>
public static class OtlpJsonResponses
{
    /// <summary>Answers are small; a client reads nothing nested deeper.</summary>
    private const int MaxDepth = 16;

    private const string RetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

    /// <summary>
    /// Appends an Export*Response: <c>{}</c> when nothing was rejected and there is nothing to say, else with
    /// <c>partialSuccess</c>.
    /// </summary>
    public static void WriteExportResponse(IBufferWriter<byte> destination, Signal signal, long rejected = 0, string? message = null)
    {
        using Utf8JsonWriter json = new(destination, OtlpJsonWriter.Options);
        json.WriteStartObject();
        if (rejected != 0 || !string.IsNullOrEmpty(message))
        {
            json.WriteStartObject("partialSuccess"u8);
            if (rejected != 0)
            {
                json.WriteString(RejectedName(signal), rejected.ToString(CultureInfo.InvariantCulture));
            }

            if (!string.IsNullOrEmpty(message))
            {
                json.WriteString("errorMessage"u8, message);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Appends a google.rpc.Status; with a delay also the RetryInfo that says when to come again.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="code">A google.rpc.Code; 3 is INVALID_ARGUMENT.</param>
    /// <param name="message">For the client's log.</param>
    /// <param name="retryDelay">Not negative.</param>
    public static void WriteStatus(IBufferWriter<byte> destination, int code, string message, TimeSpan? retryDelay = null)
    {
        using Utf8JsonWriter json = new(destination, OtlpJsonWriter.Options);
        json.WriteStartObject();
        json.WriteNumber("code"u8, code);
        json.WriteString("message"u8, message);
        if (retryDelay is { } delay)
        {
            json.WriteStartArray("details"u8);
            json.WriteStartObject();
            json.WriteString("@type"u8, RetryInfoType);
            json.WriteString("retryDelay"u8, delay.TotalSeconds.ToString("0.#########", CultureInfo.InvariantCulture) + "s");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Reads an Export*Response. False when it is not one; a full success has no rejected items and no message.</summary>
    public static bool TryReadExportResponse(Signal signal, ReadOnlyMemory<byte> utf8, out long rejected, out string message)
    {
        rejected = 0;
        message = "";
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            if (!document.RootElement.TryGetProperty("partialSuccess"u8, out JsonElement partial) || partial.ValueKind == JsonValueKind.Null)
            {
                return true;
            }

            message = Text(partial, "errorMessage"u8);
            return !partial.TryGetProperty(RejectedName(signal), out JsonElement count) || TryGetInteger(count, out rejected);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Reads a google.rpc.Status. False when it is not one; an absent code is 2, UNKNOWN.</summary>
    public static bool TryReadStatus(ReadOnlyMemory<byte> utf8, out int code, out string message, out TimeSpan? retryDelay)
    {
        code = 2;
        message = "";
        retryDelay = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
            JsonElement status = document.RootElement;
            if (status.TryGetProperty("code"u8, out JsonElement number) && TryGetInteger(number, out long value))
            {
                code = (int)value;
            }

            message = Text(status, "message"u8);
            retryDelay = RetryDelay(status);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static TimeSpan? RetryDelay(JsonElement status)
    {
        if (!status.TryGetProperty("details"u8, out JsonElement details) || details.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (JsonElement detail in details.EnumerateArray())
        {
            string delay = Text(detail, "retryDelay"u8);
            if (Text(detail, "@type"u8) == RetryInfoType
                && delay.EndsWith('s')
                && double.TryParse(delay.AsSpan(0, delay.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
                && seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds)
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        return null;
    }

    private static string Text(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static bool TryGetInteger(JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetInt64(out value),
            JsonValueKind.String => long.TryParse(element.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
            JsonValueKind.Null => true,
            _ => false,
        };
    }

    private static ReadOnlySpan<byte> RejectedName(Signal signal) => signal switch
    {
        Signal.Traces => "rejectedSpans"u8,
        Signal.Metrics => "rejectedDataPoints"u8,
        Signal.Logs => "rejectedLogRecords"u8,
        Signal.Profiles => "rejectedProfiles"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
