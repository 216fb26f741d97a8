// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Keys;

/// <summary>Sorts pairs by the bytes of their keys, equal ones by their place: in place, and quick for any input.</summary>
internal static class PairOrder
{
    /// <summary>False when they are in order already and no two keys are equal.</summary>
    public static bool Sort(Span<Pair> pairs, ReadOnlySpan<byte> text)
    {
        bool ordered = true;
        for (int i = 1; ordered && i < pairs.Length; i++)
        {
            ordered = CompareKeys(pairs[i - 1], pairs[i], text) < 0;
        }

        if (ordered)
        {
            return false;
        }

        for (int root = (pairs.Length / 2) - 1; root >= 0; root--)
        {
            SiftDown(pairs, root, text);
        }

        for (int end = pairs.Length - 1; end > 0; end--)
        {
            (pairs[0], pairs[end]) = (pairs[end], pairs[0]);
            SiftDown(pairs[..end], 0, text);
        }

        return true;
    }

    private static void SiftDown(Span<Pair> heap, int root, ReadOnlySpan<byte> text)
    {
        while ((2 * root) + 1 < heap.Length)
        {
            int child = (2 * root) + 1;
            if (child + 1 < heap.Length && Compare(heap[child], heap[child + 1], text) < 0)
            {
                child++;
            }

            if (Compare(heap[root], heap[child], text) >= 0)
            {
                return;
            }

            (heap[root], heap[child]) = (heap[child], heap[root]);
            root = child;
        }
    }

    private static int Compare(Pair a, Pair b, ReadOnlySpan<byte> text)
    {
        int keys = CompareKeys(a, b, text);
        return keys != 0 ? keys : a.Index.CompareTo(b.Index);
    }

    private static int CompareKeys(Pair a, Pair b, ReadOnlySpan<byte> text) =>
        text[a.Start..a.Value].SequenceCompareTo(text[b.Start..b.Value]);
}
