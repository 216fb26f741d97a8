// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.Labels;

/// <summary>
/// Makes the labels of series. What all points of a scope share is collected once; then each point's attributes are merged
/// with it, and written once for all series of the point, with gaps where the name and one more label belong.
/// </summary>
/// <remarks>Not thread-safe. Nothing is allocated once the buffers have grown.</remarks>
internal sealed class PointLabels : IDisposable
{
    private readonly bool _escape;
    private readonly ProtobufWriter _text = new();
    private readonly ProtobufWriter _wire = new();
    private readonly ProtobufWriter _series = new();
    private readonly LabelList _shared;
    private readonly LabelList _own;
    private int _sharedText;
    private int _nameGap;
    private int _extraGap;

    /// <param name="escape">Label names keep to ASCII letters, digits and underscores.</param>
    public PointLabels(bool escape)
    {
        _escape = escape;
        _shared = new LabelList(_text);
        _own = new LabelList(_text);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _text.Clear();
        _shared.Clear();
        _own.Clear();
        _sharedText = 0;
    }

    /// <summary>A label of all points, with a name that is one. Empty values are no labels.</summary>
    public void Share(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, LabelRank rank)
    {
        if (!value.IsEmpty)
        {
            int start = _text.Length;
            _text.WriteRaw(name);
            int middle = _text.Length;
            _text.WriteRaw(value);
            _shared.Add(new LabelPart(start, start, middle, _text.Length, rank));
        }
    }

    /// <summary>An attribute as a label of all points. False when its key makes no label's name.</summary>
    /// <param name="prefix">Stands before the key; empty for none.</param>
    public bool TryShare(ReadOnlySpan<byte> prefix, in KeyValueCursor attribute, LabelRank rank)
    {
        if (prefix.IsEmpty)
        {
            return IsReserved(attribute.Key) || TryAdd(_shared, attribute.Key, attribute.Value, rank);
        }

        _series.Clear();
        _series.WriteRaw(prefix);
        _series.WriteRaw(attribute.Key);
        return TryAdd(_shared, _series.WrittenSpan, attribute.Value, rank);
    }

    /// <summary>Ends what all points share.</summary>
    public void Seal()
    {
        _shared.Normalize();
        _sharedText = _text.Length;
    }

    /// <summary>Begins a point. False when a key makes no label's name.</summary>
    /// <param name="attributes">Of the point.</param>
    /// <param name="extraName">The name of the label that only some of its series have; empty for none.</param>
    public bool TryBuild(CursorSequence<KeyValueCursor> attributes, ReadOnlySpan<byte> extraName)
    {
        _text.Truncate(_sharedText);
        _own.Clear();
        foreach (KeyValueCursor attribute in attributes)
        {
            if (!IsReserved(attribute.Key) && !TryAdd(_own, attribute.Key, attribute.Value, LabelRank.Point))
            {
                return false;
            }
        }

        _own.Normalize();
        WriteMerged(extraName);
        return true;
    }

    /// <summary>Of the labels that all series of the point have.</summary>
    public ulong Hash(ulong family) => ByteHash.Of(_wire.WrittenSpan, family);

    /// <summary>The labels of one series of the point; valid until the next call.</summary>
    /// <param name="name">Its <c>__name__</c> label.</param>
    /// <param name="extra">Its label of the name that <see cref="TryBuild"/> was given; empty for none.</param>
    public ReadOnlySpan<byte> Series(ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra = default)
    {
        ReadOnlySpan<byte> wire = _wire.WrittenSpan;
        _series.Clear();
        _series.EnsureRoom(wire.Length + name.Length + extra.Length);
        _series.WriteRaw(wire[.._nameGap]);
        _series.WriteRaw(name);
        _series.WriteRaw(wire[_nameGap.._extraGap]);
        _series.WriteRaw(extra);
        _series.WriteRaw(wire[_extraGap..]);
        return _series.WrittenSpan;
    }

    public void Dispose()
    {
        _text.Dispose();
        _wire.Dispose();
        _series.Dispose();
        _shared.Dispose();
        _own.Dispose();
    }

    // Only the metric itself has a say in its name.
    private static bool IsReserved(ReadOnlySpan<byte> key) => key.SequenceEqual(LabelNames.Name);

    private bool TryAdd(LabelList list, ReadOnlySpan<byte> key, in ValueCursor value, LabelRank rank)
    {
        int start = _text.Length;
        int name = start;
        if (_escape && !LabelNameRules.IsClean(key))
        {
            _text.WriteRaw(key);
            name = _text.Length;
        }

        if (!LabelNameRules.TryWrite(key, _escape, _text))
        {
            _text.Truncate(start);
            return false;
        }

        int middle = _text.Length;
        ValueText.Write(value, _text);
        if (_text.Length == middle)
        {
            _text.Truncate(start);
            return true;
        }

        list.Add(new LabelPart(start, name, middle, _text.Length, rank));
        return true;
    }

    private void WriteMerged(ReadOnlySpan<byte> extraName)
    {
        ReadOnlySpan<byte> text = _text.WrittenSpan;
        ReadOnlySpan<LabelPart> shared = _shared.Parts;
        ReadOnlySpan<LabelPart> own = _own.Parts;
        _wire.Clear();
        _nameGap = -1;
        _extraGap = -1;
        int i = 0;
        int j = 0;
        while (i < shared.Length || j < own.Length)
        {
            int order = i == shared.Length ? 1 : j == own.Length ? -1 : shared[i].NameOf(text).SequenceCompareTo(own[j].NameOf(text));
            if (order == 0)
            {
                // One name twice: the higher rank.
                bool isShared = shared[i].Rank > own[j].Rank;
                order = isShared ? -1 : 1;
                i += isShared ? 0 : 1;
                j += isShared ? 1 : 0;
            }

            Write(order < 0 ? shared[i++] : own[j++], text, extraName);
        }

        _nameGap = _nameGap < 0 ? _wire.Length : _nameGap;
        _extraGap = _extraGap < 0 ? _wire.Length : _extraGap;
    }

    private void Write(in LabelPart part, ReadOnlySpan<byte> text, ReadOnlySpan<byte> extraName)
    {
        ReadOnlySpan<byte> name = part.NameOf(text);
        if (_nameGap < 0 && name.SequenceCompareTo(LabelNames.Name) > 0)
        {
            _nameGap = _wire.Length;
        }

        if (_extraGap < 0 && _nameGap >= 0)
        {
            int order = name.SequenceCompareTo(extraName);
            if (order == 0)
            {
                // The series' own label has this name: it stands in for the attribute.
                return;
            }

            _extraGap = order > 0 ? _wire.Length : -1;
        }

        LabelWriter.Write(_wire, name, part.ValueOf(text));
    }
}
