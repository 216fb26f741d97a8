// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Redaction.Keys;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Rewriting;

/// <summary>
/// What was changed in one message, as its summary attributes will say it. What a processor before this one has said is
/// taken in and said again. One thread at a time.
/// </summary>
internal sealed class SummaryTally(bool namesKeys) : IDisposable
{
    private const int Slots = 2 * (int)Change.Kinds;
    private const int MostKeptKeys = 1024;

    private readonly long[] _counts = new long[Slots];
    private readonly bool[] _isThere = new bool[Slots];
    private readonly List<(int Slot, int Start, int Length)> _keys = [];
    private readonly ProtobufWriter _names = new(256);
    private readonly ProtobufWriter _text = new(256);
    private Comparison<(int Slot, int Start, int Length)>? _order;

    public bool IsEmpty { get; private set; } = true;

    public void Clear()
    {
        if (IsEmpty)
        {
            return;
        }

        Array.Clear(_counts);
        Array.Clear(_isThere);
        _keys.Clear();
        if (_keys.Capacity > MostKeptKeys)
        {
            _keys.TrimExcess();
        }

        _names.Clear();
        IsEmpty = true;
    }

    /// <param name="change">What was done.</param>
    /// <param name="isBody">Within a log body.</param>
    /// <param name="key">The attribute's key or, within a body, the path.</param>
    public void Add(Change change, bool isBody, ReadOnlySpan<byte> key)
    {
        IsEmpty = false;
        int slot = Slot(change, isBody);
        _counts[slot]++;
        _isThere[slot] = true;
        if (namesKeys && change != Change.Ignored)
        {
            Name(slot, key);
        }
    }

    /// <summary>Takes in a summary attribute that is there already; it is dropped from its place.</summary>
    /// <param name="attribute">The summary attribute.</param>
    /// <param name="keys">Tells how a key may be named: who said it may not have looked into it.</param>
    public void Meet(in KeyValueCursor attribute, AttributeKeys keys)
    {
        int index = SummaryKeys.Find(attribute.Key);
        int slot = index / 2;
        IsEmpty = false;
        if (index % 2 == 1)
        {
            _counts[slot] += attribute.Value.Kind == ValueKind.Int ? attribute.Value.Int : 0;
            _isThere[slot] = true;
            return;
        }

        ReadOnlySpan<byte> names = attribute.Value.Kind == ValueKind.String ? attribute.Value.Bytes : default;
        foreach (Range part in names.Split((byte)','))
        {
            if (!names[part].IsEmpty)
            {
                Name(slot, keys.Shown(names[part]));
            }
        }
    }

    public void Append(AttributeAppender attributes)
    {
        _keys.Sort(_order ??= Compare);
        for (int slot = 0; slot < Slots; slot++)
        {
            _text.Clear();
            foreach ((int Slot, int Start, int Length) key in _keys)
            {
                if (key.Slot == slot)
                {
                    _text.WriteRaw(_text.Length > 0 ? ","u8 : default);
                    _text.WriteRaw(_names.WrittenSpan.Slice(key.Start, key.Length));
                }
            }

            if (_text.Length > 0)
            {
                attributes.AddString(SummaryKeys.KeysOf(slot), _text.WrittenSpan);
            }

            if (_isThere[slot])
            {
                attributes.AddInt(SummaryKeys.CountOf(slot), _counts[slot]);
            }
        }
    }

    public void Dispose()
    {
        _names.Dispose();
        _text.Dispose();
    }

    private static int Slot(Change change, bool isBody) => (int)change + (isBody ? (int)Change.Kinds : 0);

    private void Name(int slot, ReadOnlySpan<byte> key)
    {
        _keys.Add((slot, _names.Length, key.Length));
        _names.WriteRaw(key);
    }

    private int Compare((int Slot, int Start, int Length) one, (int Slot, int Start, int Length) other) =>
        _names.WrittenSpan.Slice(one.Start, one.Length).SequenceCompareTo(_names.WrittenSpan.Slice(other.Start, other.Length));
}
