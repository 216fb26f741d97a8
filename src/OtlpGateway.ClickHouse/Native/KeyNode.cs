// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.CommonFields;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>
/// One key of a list in <see cref="KeyShapes"/>, as the bytes that a KeyValue message with this key starts with: one
/// comparison takes the place of reading tags and lengths and of looking the key up.
/// </summary>
/// <remarks>The size of a cache line, so that finding one in an array is a shift.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct KeyNode
{
    /// <summary>Bytes of a message that <see cref="Starts"/> looks at.</summary>
    internal const int Room = 32;

    // A byte more than is compared: never equal.
    private const ulong NoPrefix = 1UL << Room;

    private Vector256<byte> _prefix;
    private ulong _needed;

    /// <summary>No message starts as the root, which has no key, or as a key that is too long to be compared.</summary>
    internal static KeyNode Root => new() { _needed = NoPrefix };

    /// <summary>Bytes before the value's length, in a message that starts so.</summary>
    internal int PrefixLength { readonly get; private set; }

    /// <summary>The key's number in the dictionary.</summary>
    internal int Key { readonly get; private init; }

    /// <summary>Which node followed this one the last time; the root when none did.</summary>
    internal int LastChild { readonly get; set; }

    internal static KeyNode Create(int index, ReadOnlySpan<byte> key)
    {
        KeyNode node = new() { Key = index, _needed = NoPrefix };
        // Tag and length, the key, and the value's tag.
        if (key.Length + 3 <= Room)
        {
            Span<byte> prefix = stackalloc byte[Room];
            prefix.Clear();
            prefix[0] = (KeyValue.Key << 3) | (int)WireType.Length;
            prefix[1] = (byte)key.Length;
            key.CopyTo(prefix[2..]);
            prefix[key.Length + 2] = (KeyValue.Value << 3) | (int)WireType.Length;
            node._prefix = Vector256.Create<byte>(prefix);
            node.PrefixLength = key.Length + 3;
            node._needed = (1UL << node.PrefixLength) - 1;
        }

        return node;
    }

    /// <summary>True when a message starts with this key and goes on with its value.</summary>
    /// <param name="message">At least <see cref="Room"/> bytes; those behind the message do not matter.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool Starts(ReadOnlySpan<byte> message)
    {
        ulong equal = Vector256.Equals(Vector256.Create(message), _prefix).ExtractMostSignificantBits();
        return (~equal & _needed) == 0;
    }
}
