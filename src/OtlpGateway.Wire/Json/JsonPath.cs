// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.Json;

namespace OtlpGateway.Wire.Json;

/// <summary>Finds out, after a fault, where in the document it was: reading it again costs less than keeping track always.</summary>
internal static class JsonPath
{
    private const int MaxNameLength = 40;
    private const int MaxLength = 320;

    /// <summary>The path of the value at <paramref name="offset"/>, for example <c>$.resourceSpans[0].schemaUrl</c>; bounded.</summary>
    public static string At(ReadOnlySpan<byte> text, int offset)
    {
        Step[] steps = new Step[OtlpJsonReader.MaxDepth + 1];
        int depth = 0;
        Utf8JsonReader json = new(text, new JsonReaderOptions { MaxDepth = OtlpJsonReader.MaxDepth });
        try
        {
            while (json.Read() && json.TokenStartIndex <= offset)
            {
                Follow(ref json, steps, ref depth, offset);
            }
        }
        catch (JsonException)
        {
            // The fault itself: the path ends here.
        }

        return Render(text, steps.AsSpan(1, depth));
    }

    private static void Follow(ref Utf8JsonReader json, Step[] steps, ref int depth, int offset)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                depth--;
                return;
            case JsonTokenType.PropertyName:
                // The name stands behind its quotation mark.
                steps[depth].NameStart = (int)json.TokenStartIndex + 1;
                steps[depth].NameLength = json.ValueSpan.Length;
                return;
            default:
                steps[depth].Elements++;
                break;
        }

        if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && json.TokenStartIndex < offset)
        {
            steps[++depth] = new Step { IsArray = json.TokenType == JsonTokenType.StartArray };
        }
    }

    private static string Render(ReadOnlySpan<byte> text, ReadOnlySpan<Step> steps)
    {
        StringBuilder path = new("$");
        foreach (Step step in steps)
        {
            if (path.Length >= MaxLength)
            {
                return path.Append("...").ToString();
            }

            if (step.IsArray)
            {
                path.Append('[').Append(Math.Max(step.Elements - 1, 0)).Append(']');
            }
            else if (step.NameStart > 0)
            {
                path.Append('.');
                AppendPrintable(path, text.Slice(step.NameStart, Math.Min(step.NameLength, MaxNameLength)));
            }
        }

        return path.ToString();
    }

    /// <summary>Names come from the client and go into logs: only what is harmless there is shown.</summary>
    private static void AppendPrintable(StringBuilder path, ReadOnlySpan<byte> name)
    {
        foreach (byte c in name)
        {
            path.Append(char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or (byte)'-' ? (char)c : '?');
        }
    }

    /// <summary>An open object or array, and how far it has been read. Names stay where they are until one is shown.</summary>
    private struct Step
    {
        public bool IsArray;
        public int Elements;
        public int NameStart;
        public int NameLength;
    }
}
