// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.Labels;

/// <summary>
/// Labels over one text, brought into order: sorted by name bytewise, one a name. Of several attributes that became one
/// name the values are joined with semicolons in the order of their keys. Not thread-safe.
/// </summary>
internal sealed class LabelList(ProtobufWriter text) : IComparer<LabelPart>, IDisposable
{
    // Below, moving what is out of place is quicker than sorting; attributes mostly come nearly sorted.
    private const int FewLabels = 16;

    private LabelPart[] _parts = ArrayPool<LabelPart>.Shared.Rent(32);
    private int _count;

    public ReadOnlySpan<LabelPart> Parts => _parts.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Add(in LabelPart part)
    {
        if (_count == _parts.Length)
        {
            LabelPart[] larger = ArrayPool<LabelPart>.Shared.Rent(2 * _count);
            Parts.CopyTo(larger);
            ArrayPool<LabelPart>.Shared.Return(_parts);
            _parts = larger;
        }

        _parts[_count++] = part;
    }

    /// <summary>Sorts, and leaves one label a name.</summary>
    public void Normalize()
    {
        if (Sort())
        {
            Merge();
        }
    }

    /// <summary>By name, then rank, then key; what is equal in all stays in the order in which it was added.</summary>
    public int Compare(LabelPart x, LabelPart y)
    {
        ReadOnlySpan<byte> bytes = text.WrittenSpan;
        int order = x.NameOf(bytes).SequenceCompareTo(y.NameOf(bytes));
        order = order != 0 ? order : x.Rank.CompareTo(y.Rank);
        order = order != 0 ? order : x.KeyOf(bytes).SequenceCompareTo(y.KeyOf(bytes));
        return order != 0 ? order : x.End.CompareTo(y.End);
    }

    public void Dispose()
    {
        ArrayPool<LabelPart>.Shared.Return(_parts);
        _parts = [];
        _count = 0;
    }

    /// <summary>True when two labels have one name.</summary>
    private bool Sort()
    {
        Span<LabelPart> parts = _parts.AsSpan(0, _count);
        if (_count > FewLabels)
        {
            parts.Sort(this);
        }

        ReadOnlySpan<byte> bytes = text.WrittenSpan;
        bool anyEqual = false;
        for (int i = 1; i < parts.Length; i++)
        {
            LabelPart part = parts[i];
            int at = i;
            while (at > 0)
            {
                int order = parts[at - 1].NameOf(bytes).SequenceCompareTo(part.NameOf(bytes));
                anyEqual |= order == 0;
                if (order < 0 || (order == 0 && Compare(parts[at - 1], part) <= 0))
                {
                    break;
                }

                parts[at] = parts[--at];
            }

            parts[at] = part;
        }

        return anyEqual;
    }

    private void Merge()
    {
        int kept = 0;
        for (int start = 0; start < _count;)
        {
            int end = start + 1;
            while (end < _count && HaveOneName(_parts[start], _parts[end]))
            {
                end++;
            }

            // The highest rank comes last.
            int first = end - 1;
            while (first > start && _parts[first - 1].Rank == _parts[end - 1].Rank)
            {
                first--;
            }

            _parts[kept++] = end - first == 1 ? _parts[first] : Join(_parts.AsSpan(first, end - first));
            start = end;
        }

        _count = kept;
    }

    private bool HaveOneName(in LabelPart x, in LabelPart y)
    {
        ReadOnlySpan<byte> bytes = text.WrittenSpan;
        return x.NameOf(bytes).SequenceEqual(y.NameOf(bytes));
    }

    private LabelPart Join(ReadOnlySpan<LabelPart> parts)
    {
        int name = text.Length;
        Append(parts[0].Name, parts[0].Value);
        int value = text.Length;
        for (int i = 0; i < parts.Length; i++)
        {
            // A key that comes twice is one attribute: the last one counts.
            if (i + 1 < parts.Length && parts[i].KeyOf(text.WrittenSpan).SequenceEqual(parts[i + 1].KeyOf(text.WrittenSpan)))
            {
                continue;
            }

            if (text.Length > value)
            {
                text.WriteRaw(";"u8);
            }

            Append(parts[i].Value, parts[i].End);
        }

        return new LabelPart(name, name, value, text.Length, parts[0].Rank);
    }

    // The text may move when it grows: room first, then the bytes.
    private void Append(int start, int end)
    {
        text.EnsureRoom(end - start);
        text.WriteRaw(text.WrittenSpan[start..end]);
    }
}
