// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Processors.Cardinality.Templates;

/// <summary>Some ASCII words, found whatever their case is.</summary>
internal sealed class WordSet
{
    private readonly byte[][][] _byLength;

    /// <param name="words">Separated by spaces.</param>
    public WordSet(string words)
    {
        byte[][] all = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.ASCII.GetBytes)];
        _byLength = [.. Enumerable.Range(0, all.Max(word => word.Length) + 1).Select(length => all.Where(word => word.Length == length).ToArray())];
    }

    public bool Contains(ReadOnlySpan<byte> word)
    {
        if (word.Length < _byLength.Length)
        {
            foreach (byte[] known in _byLength[word.Length])
            {
                if (Ascii.EqualsIgnoreCase(word, known))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
