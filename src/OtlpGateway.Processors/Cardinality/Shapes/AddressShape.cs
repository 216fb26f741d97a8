// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Net;

namespace OtlpGateway.Processors.Cardinality.Shapes;

/// <summary>E-mail and IP addresses.</summary>
internal static class AddressShape
{
    private static readonly SearchValues<byte> LocalPart =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~."u8);

    private static readonly SearchValues<byte> IpLetters = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    public static bool IsEmail(ReadOnlySpan<byte> text)
    {
        int at = text.IndexOf((byte)'@');
        if (at < 1 || text[..at].ContainsAnyExcept(LocalPart) || text[0] is (byte)'.' or (byte)'/')
        {
            return false;
        }

        ReadOnlySpan<byte> domain = text[(at + 1)..];
        int top = domain.LastIndexOf((byte)'.');
        if (top < 1 || domain.Length - top < 3 || domain[0] is (byte)'.' or (byte)'-')
        {
            return false;
        }

        foreach (byte letter in domain)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'.' or (byte)'-' or >= 0x80))
            {
                return false;
            }
        }

        return !domain[(top + 1)..].ContainsAnyInRange((byte)'0', (byte)'9');
    }

    /// <summary>IPv4 or IPv6, with a port or a prefix length or without; not the addresses that every machine has.</summary>
    public static bool IsIp(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !char.IsAsciiHexDigit((char)text[0]) && text[0] is not ((byte)':' or (byte)'['))
        {
            return false;
        }

        ReadOnlySpan<byte> address = text[0] == '[' ? InBrackets(text) : WithoutSuffix(text);
        if (address.Length < 3 || address.ContainsAnyExcept(IpLetters))
        {
            return false;
        }

        return address.Contains((byte)':') ? IsIpv6(address) : IsIpv4(address);
    }

    private static bool IsIpv6(ReadOnlySpan<byte> address) =>
        address.Count((byte)':') >= 2 && !address.SequenceEqual("::1"u8) && IPAddress.IsValidUtf8(address)
        && (address.IndexOf("::"u8) >= 0 || address.Count((byte)':') >= 6);

    /// <summary>Four numbers. Small ones that begin below ten are a version: <c>1.2.3.4</c>.</summary>
    private static bool IsIpv4(ReadOnlySpan<byte> address)
    {
        int parts = 0;
        int number = -1;
        int first = 0;
        int largest = 0;
        foreach (byte letter in address)
        {
            if (letter == '.')
            {
                first = parts == 0 ? number : first;
                parts++;
                if (number < 0)
                {
                    return false;
                }

                number = -1;
            }
            else if (!char.IsAsciiDigit((char)letter) || number == 0)
            {
                return false;
            }
            else
            {
                number = (Math.Max(number, 0) * 10) + (letter - '0');
                largest = Math.Max(largest, number);
                if (number > byte.MaxValue)
                {
                    return false;
                }
            }
        }

        const int Loopback = 127;
        const int SmallVersion = 32;
        return parts == 3 && number >= 0 && first is not (0 or Loopback) && (first >= 10 || largest >= SmallVersion);
    }

    private static ReadOnlySpan<byte> InBrackets(ReadOnlySpan<byte> text)
    {
        int close = text.IndexOf((byte)']');
        bool hasOnlyPort = close > 0 && (close == text.Length - 1 || (text[close + 1] == ':' && IsNumber(text[(close + 2)..])));
        return hasOnlyPort ? text[1..close] : default;
    }

    /// <summary>Without the port of an IPv4 address and without a prefix length.</summary>
    private static ReadOnlySpan<byte> WithoutSuffix(ReadOnlySpan<byte> text)
    {
        int slash = text.IndexOf((byte)'/');
        if (slash > 0)
        {
            return text.Length - slash is 2 or 3 or 4 && IsNumber(text[(slash + 1)..]) ? text[..slash] : default;
        }

        int colon = text.IndexOf((byte)':');
        return colon > 0 && text.Contains((byte)'.') && text[..colon].Contains((byte)'.') && IsNumber(text[(colon + 1)..]) ? text[..colon] : text;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= 5 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
