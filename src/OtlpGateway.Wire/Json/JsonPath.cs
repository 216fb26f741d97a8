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
        // A negative index marks an object, whose name counts instead.
        int[] indexes = new int[OtlpJsonReader.MaxDepth + 1];
        string[] names = new string[OtlpJsonReader.MaxDepth + 1];
        int depth = 0;
        Utf8JsonReader json = new(text, new JsonReaderOptions { MaxDepth = OtlpJsonReader.MaxDepth });
        try
        {
            while (json.Read() && json.TokenStartIndex <= offset)
            {
                Follow(ref json, indexes, names, ref depth, offset);
            }
        }
        catch (JsonException)
        {
            // The fault itself: the path ends here.
        }

        return Render(indexes, names, depth);
    }

    private static void Follow(ref Utf8JsonReader json, int[] indexes, string[] names, ref int depth, int offset)
    {
        if (json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            depth--;
            return;
        }

        if (json.TokenType == JsonTokenType.PropertyName)
        {
            names[depth] = Printable(json.ValueSpan);
            return;
        }

        if (depth > 0 && indexes[depth] >= 0)
        {
            indexes[depth]++;
        }

        if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && json.TokenStartIndex < offset)
        {
            depth++;
            names[depth] = "";

            // The first element makes it 1; rendering takes that off again.
            indexes[depth] = json.TokenType == JsonTokenType.StartArray ? 0 : -1;
        }
    }

    private static string Render(int[] indexes, string[] names, int depth)
    {
        StringBuilder path = new("$");
        for (int i = 1; i <= depth && path.Length < MaxLength; i++)
        {
            if (indexes[i] < 0)
            {
                path.Append(names[i].Length > 0 ? "." : "").Append(names[i]);
            }
            else
            {
                path.Append('[').Append(Math.Max(indexes[i] - 1, 0)).Append(']');
            }
        }

        return path.Length <= MaxLength ? path.ToString() : $"{path.ToString(0, MaxLength)}...";
    }

    /// <summary>Names come from the client and go into logs: only what is harmless there is shown.</summary>
    private static string Printable(ReadOnlySpan<byte> name)
    {
        StringBuilder shown = new();
        foreach (byte c in name[..Math.Min(name.Length, MaxNameLength)])
        {
            shown.Append(char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or (byte)'-' ? (char)c : '?');
        }

        return shown.ToString();
    }
}
