// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Cardinality.Templates;

/// <summary>
/// One segment of a path, or a short text that is like one, with <c>{id}</c> for what names one thing. Versions, names of
/// protocols and encodings, and words stay.
/// </summary>
internal static class IdSegment
{
    /// <summary>This many digits in a row count something that goes on; fewer may be a size, a version or a status.</summary>
    private const int CountingDigits = 4;

    private const int ShortestHex = 8;

    /// <summary>Words with a number behind them that belongs to them.</summary>
    private static readonly WordSet Technical = new(
        "v ver version api rev oauth ipv ip http https h utf utf- ucs iso iso- rfc base sha sha- md mp s ec k ks log win x x- i amd arm aarch rs hs es "
        + "windows- windows cp ascii latin pbkdf tls ssl tlsv sslv smtp imap pop level tier gen eu- us- ap- rc beta alpha python node java jdk go net "
        + "el fc system ubuntu debian h. av vp l p q q- z b c d r g u web bzip gzip sm iso_ utf_ x86_");

    /// <summary>Words whose number says which one of many.</summary>
    private static readonly WordSet Counted = new(
        "session sess user usr order job task request req run worker upload download tmp temp batch part chunk thread proc process pid id item "
        + "customer cust account acct invoice inv build backup container pod device dev conn connection client tenant project proj ticket msg message "
        + "event tx txn transaction file doc document report export import snapshot segment attempt patient visit cart payment shipment");

    /// <param name="segment">The text.</param>
    /// <param name="previous">The segment before it; empty where there is none.</param>
    /// <param name="output">Takes it.</param>
    public static void Write(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> previous, ref TemplateText output)
    {
        if (segment.IndexOfAnyInRange((byte)'0', (byte)'9') < 0 && !segment.Contains((byte)'@'))
        {
            output.Append(segment);
        }
        else if (IsPlaceholder(segment))
        {
            output.Append(segment);
        }
        else if (IsWholeId(segment) || (IsCollection(previous) && IsMember(segment)))
        {
            output.Append(TemplateText.Id);
        }
        else
        {
            WriteParts(segment, ref output);
        }
    }

    private static bool IsPlaceholder(ReadOnlySpan<byte> segment) =>
        segment[0] == ':' || (segment[0] is (byte)'{' or (byte)'<' or (byte)'[' && segment[^1] is (byte)'}' or (byte)'>' or (byte)']');

    private static bool IsWholeId(ReadOnlySpan<byte> segment) =>
        segment.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
        || ValueShapes.OfWord(segment) is not ValueShape.None
        || IsHexId(segment);

    private static bool IsHexId(ReadOnlySpan<byte> text) => text.Length >= ShortestHex && HexShape.IsMixed(text);

    /// <summary>A word in the plural: what follows in a path is one of them.</summary>
    private static bool IsCollection(ReadOnlySpan<byte> segment) =>
        segment.Length >= 4
        && segment[^1] is (byte)'s' or (byte)'S'
        && segment[^2] is not ((byte)'s' or (byte)'u' or (byte)'i')
        && segment.IndexOfAnyInRange((byte)'0', (byte)'9') < 0;

    /// <summary>Letters and digits, not a version, nor a name with a number that belongs to it, nor a file.</summary>
    private static bool IsMember(ReadOnlySpan<byte> segment)
    {
        if (segment.Contains((byte)'.'))
        {
            return false;
        }

        int digits = segment.IndexOfAnyInRange((byte)'0', (byte)'9');
        return digits >= 0 && !Technical.Contains(segment[..digits]);
    }

    /// <summary>Part by part: <c>session-123456</c> is <c>session-{id}</c>.</summary>
    private static void WriteParts(ReadOnlySpan<byte> segment, ref TemplateText output)
    {
        ReadOnlySpan<byte> before = default;
        for (int at = 0; at < segment.Length;)
        {
            int length = ValueShapes.LengthOfId(segment, at);
            if (length > 0)
            {
                output.Append(TemplateText.Id);
                before = default;
                at += length;
                continue;
            }

            int end = at;
            while (end < segment.Length && IsPartLetter(segment[end]))
            {
                end++;
            }

            WritePart(segment[at..end], before, ref output);
            before = end > at ? segment[at..end] : before;
            at = end;
            if (at < segment.Length)
            {
                output.Append(segment[at++]);
            }
        }
    }

    private static void WritePart(ReadOnlySpan<byte> part, ReadOnlySpan<byte> before, ref TemplateText output)
    {
        if (IsHexId(part))
        {
            output.Append(TemplateText.Id);
            return;
        }

        int digits = part.IndexOfAnyInRange((byte)'0', (byte)'9');
        ReadOnlySpan<byte> word = digits <= 0 ? before : part[..digits];
        ReadOnlySpan<byte> number = digits < 0 ? default : part[digits..];
        bool isNumber = number.Length > 0 && number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        if (isNumber && (Counted.Contains(word) || (number.Length >= CountingDigits && !Technical.Contains(word))))
        {
            output.Append(part[..digits]);
            output.Append(TemplateText.Id);
        }
        else
        {
            output.Append(part);
        }
    }

    private static bool IsPartLetter(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter >= 0x80;
}
