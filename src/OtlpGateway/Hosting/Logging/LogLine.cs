// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OtlpGateway.Hosting.Options;

namespace OtlpGateway.Hosting.Logging;

/// <summary>One event as one line, readable or JSON.</summary>
internal static class LogLine
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Format(
        LogSettings settings,
        DateTimeOffset time,
        LogLevel level,
        string category,
        string message,
        IReadOnlyList<KeyValuePair<string, object?>> fields,
        Exception? exception) =>
        settings.Encoding == TelemetryLogEncoding.Json
            ? Json(settings, time, level, category, message, fields, exception)
            : Console(settings, time, level, category, message, exception);

    private static string Console(
        LogSettings settings, DateTimeOffset time, LogLevel level, string category, string message, Exception? exception)
    {
        StringBuilder line = new();
        line.Append(time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture))
            .Append(' ').Append(Name(level).PadRight(5))
            .Append(' ').Append(category).Append(": ").Append(OneLine(message));
        foreach ((string key, string value) in settings.Fields)
        {
            line.Append(' ').Append(key).Append('=').Append(OneLine(value));
        }

        if (exception is not null)
        {
            line.Append(": ").Append(OneLine(Text(exception, settings)));
        }

        return line.ToString();
    }

    private static string Json(
        LogSettings settings,
        DateTimeOffset time,
        LogLevel level,
        string category,
        string message,
        IReadOnlyList<KeyValuePair<string, object?>> fields,
        Exception? exception)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("level", Name(level));
            json.WriteString("ts", time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("component", category);
            json.WriteString("msg", message);
            foreach ((string key, string value) in settings.Fields)
            {
                json.WriteString(key, value);
            }

            foreach ((string key, object? value) in fields.Where(field => field.Key != "{OriginalFormat}"))
            {
                WriteField(json, key, value);
            }

            if (exception is not null)
            {
                json.WriteString("error", Text(exception, settings));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteField(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case int or long or short or byte or uint or ushort:
                json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(key, number);
                break;
            case bool flag:
                json.WriteBoolean(key, flag);
                break;
            default:
                json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string Text(Exception exception, LogSettings settings) =>
        settings.StackTraces ? exception.ToString() : $"{exception.GetType().Name}: {exception.Message}";

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    // One line an event: what brings its own line breaks must not look like several events.
    private static string OneLine(string text) => text.AsSpan().ContainsAny('\n', '\r')
        ? text.ReplaceLineEndings("\n").Replace("\n", " \\n ", StringComparison.Ordinal)
        : text;
}
