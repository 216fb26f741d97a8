// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace OtlpGateway.Processors.Redaction.Text;

/// <summary>
/// The operator's patterns on one text at a time. Patterns see characters, so a text is decoded once for all of them, into
/// arrays that are kept. Allocates nothing where nothing matches. One thread at a time.
/// </summary>
internal sealed class PatternMasker(RedactionPlan plan) : IDisposable
{
    private const int MostKeptCharacters = 32 << 10;

    private char[] _current = ArrayPool<char>.Shared.Rent(1024);
    private char[] _other = ArrayPool<char>.Shared.Rent(1024);
    private int _length;

    /// <summary>Takes a text in UTF-8; what is malformed in it becomes U+FFFD.</summary>
    public void Load(ReadOnlySpan<byte> text)
    {
        Resize(ref _current, text.Length, keep: 0);
        _length = Encoding.UTF8.GetChars(text, _current);
    }

    public bool IsAllowed()
    {
        foreach (Regex pattern in plan.AllowedValues)
        {
            if (pattern.IsMatch(_current.AsSpan(0, _length)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Replaces all matches of all patterns, one pattern after the other. False when there is none.</summary>
    public bool Mask()
    {
        bool changed = false;
        foreach (Regex pattern in plan.BlockedValues)
        {
            changed |= Mask(pattern);
        }

        return changed;
    }

    /// <summary>The text as it is now, in UTF-8.</summary>
    public void WriteTo(IBufferWriter<byte> destination)
    {
        Span<byte> room = destination.GetSpan(Encoding.UTF8.GetMaxByteCount(_length));
        destination.Advance(Encoding.UTF8.GetBytes(_current.AsSpan(0, _length), room));
    }

    /// <summary>Lets go of what a huge text made it hold.</summary>
    public void Trim()
    {
        Trim(ref _current);
        Trim(ref _other);
    }

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(Interlocked.Exchange(ref _current, []));
        ArrayPool<char>.Shared.Return(Interlocked.Exchange(ref _other, []));
    }

    private bool Mask(Regex pattern)
    {
        int copied = 0;
        int written = 0;
        int end = -1;
        foreach (ValueMatch match in pattern.EnumerateMatches(_current.AsSpan(0, _length)))
        {
            // An empty match right behind another is none in RE2.
            if (match.Length == 0 && match.Index == end)
            {
                continue;
            }

            Append(_current.AsSpan(copied, match.Index - copied), ref written);
            AppendReplacement(_current.AsSpan(match.Index, match.Length), ref written);
            copied = match.Index + match.Length;
            end = copied;
        }

        if (end < 0)
        {
            return false;
        }

        Append(_current.AsSpan(copied, _length - copied), ref written);
        (_current, _other) = (_other, _current);
        _length = written;
        return true;
    }

    private void AppendReplacement(ReadOnlySpan<char> match, ref int written)
    {
        if (plan.Hash is null)
        {
            Append(RedactionPlan.MaskCharacters, ref written);
            return;
        }

        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(match.Length));
        Span<byte> digits = stackalloc byte[MatchHash.MaxLength];
        int length = plan.Hash.Write(utf8.AsSpan(0, Encoding.UTF8.GetBytes(match, utf8)), digits);
        ArrayPool<byte>.Shared.Return(utf8);
        Span<char> characters = stackalloc char[MatchHash.MaxLength];
        Append(characters[..Encoding.ASCII.GetChars(digits[..length], characters)], ref written);
    }

    private void Append(ReadOnlySpan<char> text, ref int written)
    {
        Resize(ref _other, written + text.Length, keep: written);
        text.CopyTo(_other.AsSpan(written));
        written += text.Length;
    }

    private static void Resize(ref char[] array, int length, int keep)
    {
        if (array.Length >= length)
        {
            return;
        }

        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(length, 2 * array.Length));
        array.AsSpan(0, keep).CopyTo(larger);
        ArrayPool<char>.Shared.Return(array);
        array = larger;
    }

    private static void Trim(ref char[] array)
    {
        if (array.Length > MostKeptCharacters)
        {
            ArrayPool<char>.Shared.Return(array);
            array = ArrayPool<char>.Shared.Rent(1024);
        }
    }
}
