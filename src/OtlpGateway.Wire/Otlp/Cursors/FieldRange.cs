// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>
/// Where in a message something stands: the payload of a field, or all from the first to the last occurrence of a
/// repeated one. Encoders write those in a row, so that little else lies in between.
/// </summary>
internal struct FieldRange
{
    internal int Start;
    internal int End;

    internal FieldRange(int start, int length)
    {
        Start = start;
        End = start + length;
    }

    internal readonly bool IsEmpty => End == 0;

    /// <summary>Another occurrence, tag included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Extend(int start, int end)
    {
        if (End == 0)
        {
            Start = start;
        }

        End = end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ReadOnlySpan<byte> Of(ReadOnlySpan<byte> message) => message.Slice(Start, End - Start);
}
