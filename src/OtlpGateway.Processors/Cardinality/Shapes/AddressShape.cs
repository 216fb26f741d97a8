// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Detection.Shapes;

namespace OtlpGateway.Processors.Cardinality.Shapes;

/// <summary>
/// A whole value that is an IP address, with a port or a prefix length or without. Not the addresses that every machine
/// has, and not four small numbers that begin below ten: a version.
/// </summary>
internal static class AddressShape
{
    private const int Loopback = 127;
    private const int LeastFirst = 10;
    private const int LeastLargest = 32;

    public static bool IsIp(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> address = WithoutSuffix(text);
        if (address.IsEmpty)
        {
            return false;
        }

        return address.Contains((byte)':')
            ? IPv6.MatchAt(address, 0) == address.Length && !address.SequenceEqual("::1"u8)
            : IPv4.MatchAt(address, 0) == address.Length && IsHost(address);
    }

    private static bool IsHost(ReadOnlySpan<byte> address)
    {
        int first = -1;
        int largest = 0;
        int number = 0;
        foreach (byte letter in address)
        {
            number = letter == '.' ? 0 : (10 * number) + letter - '0';
            first = letter == '.' && first < 0 ? largest : first;
            largest = Math.Max(largest, number);
        }

        return first is not (0 or Loopback) && (first >= LeastFirst || largest >= LeastLargest);
    }

    /// <summary>Empty where what stands behind the address is neither a port nor a prefix length.</summary>
    private static ReadOnlySpan<byte> WithoutSuffix(ReadOnlySpan<byte> text)
    {
        if (text[0] == '[')
        {
            int close = text.IndexOf((byte)']');
            bool hasOnlyPort = close > 0 && (close == text.Length - 1 || (text[close + 1] == ':' && IsNumber(text[(close + 2)..])));
            return hasOnlyPort ? text[1..close] : default;
        }

        int slash = text.IndexOf((byte)'/');
        if (slash > 0)
        {
            return text.Length - slash <= 4 && IsNumber(text[(slash + 1)..]) ? text[..slash] : default;
        }

        int dot = text.IndexOf((byte)'.');
        int colon = text.IndexOf((byte)':');
        return dot > 0 && colon > dot && IsNumber(text[(colon + 1)..]) ? text[..colon] : text;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= 5 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
