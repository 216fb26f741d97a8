// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Sketches;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>The templates that one window wrote, each kept once. Bounded in number and bytes. Thread-safe.</summary>
internal sealed class TemplateTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly byte[]?[] _texts = new byte[CardinalityMemory.Templates][];
    private int _count;
    private int _bytes;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The template with a number that <see cref="TryAdd"/> gave.</summary>
    public ReadOnlySpan<byte> this[int number] => Volatile.Read(ref _texts[number]);

    /// <summary>The template's number. False when there is no room for one more.</summary>
    public bool TryAdd(ReadOnlySpan<byte> text, ulong seed, out int number)
    {
        ulong hash = ValueHash.Compute(text, seed);
        lock (_lock)
        {
            if (_numbers.TryGetValue(hash, out number))
            {
                return true;
            }

            if (_count == _texts.Length || _bytes + text.Length > CardinalityMemory.TemplateBytes)
            {
                return false;
            }

            number = _count++;
            _bytes += text.Length;
            Volatile.Write(ref _texts[number], text.ToArray());
            _numbers.Add(hash, number);
            return true;
        }
    }
}
