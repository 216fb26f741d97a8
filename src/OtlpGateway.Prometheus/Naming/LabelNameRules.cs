// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.Naming;

/// <summary>The name that an attribute has as a label.</summary>
public static class LabelNameRules
{
    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>
    /// Appends the label's name. False, with nothing written, when the key has none: it is empty, or made of underscores.
    /// </summary>
    /// <param name="escape">False keeps the key as it is.</param>
    public static bool TryWrite(ReadOnlySpan<byte> key, bool escape, ProtobufWriter destination)
    {
        if (!key.ContainsAnyExcept((byte)'_'))
        {
            return false;
        }

        if (!escape)
        {
            destination.WriteRaw(key);
            return true;
        }

        int start = destination.Length;
        WritePrefix(key, destination);
        int bad = key.IndexOfAnyExcept(Allowed);
        if (bad < 0)
        {
            destination.WriteRaw(key);
            return true;
        }

        WriteEscaped(key, bad, destination);
        if (destination.WrittenSpan[start..].ContainsAnyExcept((byte)'_'))
        {
            return true;
        }

        destination.Truncate(start);
        return false;
    }

    /// <summary>Whether escaping leaves the key as it is.</summary>
    internal static bool IsClean(ReadOnlySpan<byte> key) =>
        !key.IsEmpty && key[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'_') && !key.ContainsAnyExcept(Allowed);

    // Prometheus keeps two underscores at the start, since such names are reserved; a digit cannot start a label.
    private static void WritePrefix(ReadOnlySpan<byte> key, ProtobufWriter destination)
    {
        byte first = key[0];
        if (first is >= (byte)'0' and <= (byte)'9')
        {
            destination.WriteRaw("key_"u8);
        }
        else if (IsUnderscore(key, 0) && !IsUnderscore(key, Length(first)))
        {
            destination.WriteRaw("key"u8);
        }
    }

    // One underscore for a character, however many bytes it has.
    private static void WriteEscaped(ReadOnlySpan<byte> key, int bad, ProtobufWriter destination)
    {
        Span<byte> to = destination.GetSpan(key.Length);
        key[..bad].CopyTo(to);
        int written = bad;
        for (int at = bad; at < key.Length; at++)
        {
            if (IsContinuation(key[at]))
            {
                continue;
            }

            to[written++] = Allowed.Contains(key[at]) ? key[at] : (byte)'_';
        }

        destination.Advance(written);
    }

    private static bool IsUnderscore(ReadOnlySpan<byte> key, int at) => at < key.Length && (key[at] == '_' || !Allowed.Contains(key[at]));

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    private static int Length(byte lead) => lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}
