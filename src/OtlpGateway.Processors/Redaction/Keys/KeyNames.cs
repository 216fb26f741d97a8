// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;
using OtlpGateway.Sketches;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Keys;

/// <summary>
/// The keys of one message or map in which a key gets a new name: no two may end up with one name. Work grows with the number
/// of keys, whatever they are, and the same keys in the same order always get the same names. One thread at a time.
/// </summary>
internal sealed class KeyNames
{
    private const int LongestNumber = 12;
    private const int MostKept = 4096;
    private const ulong Seed = 0;

    // Hashes: keys that share one cost a number that need not have been, nothing else.
    private HashSet<ulong> _taken = [];
    private int _number;

    public bool IsEmpty => _taken.Count == 0;

    public void Clear()
    {
        if (_taken.Count > MostKept)
        {
            _taken = [];
        }

        _taken.Clear();
        _number = 1;
    }

    /// <summary>A key that is there already.</summary>
    public void Add(ReadOnlySpan<byte> key) => _taken.Add(ValueHash.Compute(key, Seed));

    /// <summary>Takes a name; appends <c>.2</c>, <c>.3</c> and so on where another key has it.</summary>
    public void Take(ProtobufWriter name)
    {
        int length = name.Length;
        while (!_taken.Add(ValueHash.Compute(name.WrittenSpan, Seed)))
        {
            name.Truncate(length);
            name.WriteRaw("."u8);
            _ = Utf8Formatter.TryFormat(++_number, name.GetSpan(LongestNumber), out int digits);
            name.Advance(digits);
        }
    }
}
