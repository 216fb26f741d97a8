// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Processors.Cardinality.Templates;

/// <summary>A template that is being written into room of its caller. What does not fit is cut off.</summary>
internal ref struct TemplateText(Span<byte> room)
{
    /// <summary>Bytes of room that every template is given: longer ones are cut.</summary>
    public const int MaxLength = 1024;

    private readonly Span<byte> _room = room;

    public static ReadOnlySpan<byte> Id => "{id}"u8;

    public static ReadOnlySpan<byte> Literal => "?"u8;

    public int Length { get; private set; }

    /// <summary>True when something was cut off.</summary>
    public bool IsCut { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _room[..Length];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte letter)
    {
        if ((uint)Length < (uint)_room.Length)
        {
            _room[Length++] = letter;
        }
        else
        {
            IsCut = true;
        }
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        int fits = Math.Min(text.Length, _room.Length - Length);
        if (fits < text.Length)
        {
            IsCut = true;
            while (fits > 0 && (text[fits] & 0xC0) == 0x80)
            {
                // Half a character would not be UTF-8.
                fits--;
            }
        }

        text[..fits].CopyTo(_room[Length..]);
        Length += fits;
    }

    /// <summary>What was written, to be changed in place.</summary>
    public readonly Span<byte> Rewrite() => _room[..Length];

    /// <summary>Undoes what was written behind <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);
}
