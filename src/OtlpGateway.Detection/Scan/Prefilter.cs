// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OtlpGateway.Detection.Secrets;
using OtlpGateway.Detection.Shapes;

namespace OtlpGateway.Detection.Scan;

/// <summary>
/// Which detectors a text could satisfy at all, from one look at its characters, 16 at a time: how many digits, dots,
/// hyphens and colons it has, and whether some rarer ones occur. Most texts satisfy none.
/// </summary>
public static class Prefilter
{
    private const byte Digit = 1;
    private const byte Dot = 2;
    private const byte Hyphen = 4;
    private const byte Colon = 8;
    private const byte At = 16;
    private const byte Underscore = 32;

    // I and J: rare in text, and in the prefixes of some secrets.
    private const byte Capital = 64;

    // "=" and "~", and ">" and "}", which share their halves.
    private const byte Sign = 128;

    private const int Block = 16;
    private const int MinUuidHyphens = 4;

    // A character is in a class when both tables have the class's bit, one at its lower half and one at its upper.
    private static readonly Vector128<byte> Lower = Vector128.Create(
        Digit | At, Digit, Digit, Digit, Digit, Digit, Digit, Digit, Digit, Digit | Capital, Capital | Colon, 0, 0, Hyphen | Sign, Dot | Sign, (byte)Underscore);

    private static readonly Vector128<byte> Upper = Vector128.Create(
        0, 0, Dot | Hyphen, Digit | Colon | Sign, At | Capital, Underscore, 0, Sign, 0, 0, 0, 0, 0, 0, 0, (byte)0);

    /// <summary>The detectors of <paramref name="wanted"/> that may find something in the text; often none.</summary>
    public static Detectors Candidates(ReadOnlySpan<byte> text, Detectors wanted)
    {
        Counts counts = default;
        int at = 0;
        for (; at <= text.Length - Block; at += Block)
        {
            counts.Add(Vector128.Create(text.Slice(at, Block)));
        }

        ReadOnlySpan<byte> rest = text[at..];
        if (rest.Length > 0)
        {
            counts.Add(Load(rest));
        }

        return counts.Allow(text.Length) & wanted;
    }

    /// <summary>Fewer than 16 bytes, with zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ReadOnlySpan<byte> bytes)
    {
        ulong low;
        ulong high = 0;
        int length = bytes.Length;
        if (length >= sizeof(ulong))
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            ulong last = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]);
            high = length == sizeof(ulong) ? 0 : last >> (8 * (Block - length));
        }
        else if (length >= sizeof(uint))
        {
            low = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            low |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) << (8 * (length - sizeof(uint)));
        }
        else
        {
            low = bytes[0] | ((uint)bytes[length / 2] << (8 * (length / 2))) | ((uint)bytes[length - 1] << (8 * (length - 1)));
        }

        return Vector128.Create(low, high).AsByte();
    }

    private ref struct Counts
    {
        private Vector128<byte> _any;
        private int _digits;
        private int _dots;
        private int _hyphens;
        private int _colons;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector128<byte> bytes)
        {
            Vector128<byte> lower = Vector128.ShuffleNative(Lower, bytes & Vector128.Create((byte)0x0F));
            Vector128<byte> upper = Vector128.ShuffleNative(Upper, (bytes.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)0x0F));
            Vector128<byte> classes = lower & upper;
            _any |= classes;

            // The sign bit of each byte is what is extracted: shift the class there.
            _digits += Count(classes.AsUInt16() << 7);
            _dots += Count(classes.AsUInt16() << 6);
            _hyphens += Count(classes.AsUInt16() << 5);
            _colons += Count(classes.AsUInt16() << 4);
        }

        public readonly Detectors Allow(int length)
        {
            ulong any = _any.AsUInt64()[0] | _any.AsUInt64()[1];
            any |= any >> 32;
            any |= any >> 16;
            any |= any >> 8;
            Detectors allowed = Detectors.None;
            if ((any & At) != 0)
            {
                allowed |= Detectors.Email;
            }

            if (_digits >= Phone.MinDigits)
            {
                allowed |= Detectors.Phone
                    | (_digits >= LongDigits.MinLength ? Detectors.LongDigits : 0)
                    | (_digits >= Card.MinDigits ? Detectors.Card : 0);
            }

            if (_dots >= 3 && _digits >= 4)
            {
                allowed |= Detectors.IPv4;
            }

            if (_colons >= 2)
            {
                allowed |= Detectors.IPv6;
            }

            return length < CloudKey.MinLength ? allowed : allowed | AllowLong(length, any);
        }

        private readonly Detectors AllowLong(int length, ulong any)
        {
            Detectors allowed = Detectors.None;
            if ((any & (Underscore | Capital | Sign | Hyphen | Dot)) != 0)
            {
                allowed |= Detectors.CloudKey;
            }

            if ((any & Capital) != 0 && _dots > 0 && length >= Jwt.MinLength)
            {
                allowed |= Detectors.Jwt;
            }

            if (_hyphens >= MinUuidHyphens)
            {
                allowed |= (length >= Uuid.Length ? Detectors.Uuid : 0) | (_hyphens >= PrivateKey.MinHyphens ? Detectors.PrivateKey : 0);
            }

            return allowed;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static int Count(Vector128<ushort> classes) => BitOperations.PopCount(classes.AsByte().ExtractMostSignificantBits());
    }
}
