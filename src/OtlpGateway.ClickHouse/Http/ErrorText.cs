// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>What a server says of a failure: a number in a header or at the text's start, and the text.</summary>
internal static class ErrorText
{
    /// <summary>The most of a text that is kept.</summary>
    internal const int MaxBytes = 16 * 1024;

    private const string CodePrefix = "Code: ";

    /// <summary>The number that a text of ClickHouse starts with: <c>Code: 60. DB::Exception: ...</c>; zero where there is none.</summary>
    internal static int CodeOf(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart();
        if (!rest.StartsWith(CodePrefix, StringComparison.Ordinal))
        {
            return ClickHouseErrorCode.None;
        }

        rest = rest[CodePrefix.Length..];
        int length = 0;
        while (length < rest.Length && char.IsAsciiDigit(rest[length]))
        {
            length++;
        }

        return int.TryParse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : ClickHouseErrorCode.None;
    }

    /// <summary>The failure that a text describes, on one line.</summary>
    internal static ClickHouseException Of(ReadOnlySpan<byte> bytes, int headerCode)
    {
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxBytes)]).Trim().ReplaceLineEndings(" ");
        return new ClickHouseException(headerCode != 0 ? headerCode : CodeOf(text), text);
    }
}
