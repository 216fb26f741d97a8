// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>chDB reports errors as text only: <c>Code: 60. DB::Exception: ...</c>. This is the one place that reads it.</summary>
internal static class ChdbError
{
    private const string Prefix = "Code: ";

    internal static ClickHouseException Parse(string text)
    {
        string message = text.Trim();
        int start = message.IndexOf(Prefix, StringComparison.Ordinal);
        if (start < 0)
        {
            return new ClickHouseException(0, message);
        }

        int digits = start + Prefix.Length;
        int end = digits;
        while (end < message.Length && char.IsAsciiDigit(message[end]))
        {
            end++;
        }

        return int.TryParse(message.AsSpan(digits, end - digits), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            ? new ClickHouseException(code, message)
            : new ClickHouseException(0, message);
    }
}
