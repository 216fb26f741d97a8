// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>
/// Runs the actions over the attributes of one message after another. First it looks at all of them and works out what
/// the actions make of them; then the rewriter is told, attribute by attribute, in the same order. Reused; one thread at a
/// time. Values live in its scratch until the next message.
/// </summary>
internal sealed class ItemRun : IDisposable
{
    private const int Untouched = -1;
    private const int Dropped = -2;
    private const int FirstHashed = -3;
    private const int Repeated = 1 << 30;
    private const int MostKeptEntries = 4096;
    private const int MostKeptBytes = 64 << 10;

    private readonly ActionProgram _program;
    private readonly Slot[] _slots;
    private readonly SlotValue?[] _contexts;
    private readonly List<SlotValue> _hashed = [];
    private readonly ProtobufWriter _scratch = new();
    private readonly ProtobufWriter _text = new(256);
    private int[] _entries = new int[64];
    private int _count;
    private int _next;
    private int _current;
    private int _contextLength;
    private bool _othersChange;

    public ItemRun(ActionProgram program)
    {
        _program = program;
        _slots = new Slot[program.Keys.Count];
        _contexts = new SlotValue?[program.Contexts.Length];
    }

    /// <summary>True when attributes are to be added at the end of the message.</summary>
    public bool HasAdditions
    {
        get
        {
            foreach (ref readonly Slot slot in _slots.AsSpan())
            {
                if (slot.IsPresent && !slot.WasPresent)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Starts a batch: what the actions take from its request is looked up once.</summary>
    public void Begin(ClientContext client)
    {
        _scratch.Clear();
        for (int i = 0; i < _contexts.Length; i++)
        {
            int start = _scratch.Length;
            _contexts[i] = ClientValues.TryWrite(_program.Contexts[i], client, _scratch)
                ? new SlotValue(null, start, _scratch.Length - start)
                : null;
        }

        _contextLength = _scratch.Length;
    }

    /// <summary>Works out what becomes of the attributes. False when nothing does.</summary>
    public bool Plan(CursorSequence<KeyCursor> attributes)
    {
        _scratch.Truncate(_contextLength);
        _hashed.Clear();
        Array.Clear(_slots);
        _count = 0;
        _next = 0;
        _othersChange = false;
        foreach (KeyCursor attribute in attributes)
        {
            int slot = _program.Keys.Find(attribute.Key);
            Add(slot >= 0 ? Meet(slot, attribute) : _program.Patterns is { } patterns ? Judge(patterns, attribute) : Untouched);
        }

        foreach (ActionStep step in _program.Steps)
        {
            step.Apply(this);
        }

        return _othersChange || AnySlotChanged();
    }

    /// <summary>What becomes of the next attribute, in the order of <see cref="Plan"/>.</summary>
    public AttributeAction Decide()
    {
        _current = _next < _count ? _entries[_next++] : Untouched;
        switch (_current)
        {
            case Untouched:
                return AttributeAction.Keep;
            case Dropped:
                return AttributeAction.Drop;
            case < 0:
                return AttributeAction.ReplaceValue;
            default:
                ref readonly Slot slot = ref _slots[_current & ~Repeated];
                bool isRepeated = (_current & Repeated) != 0;

                // Keys are unique by the data model: what was changed must not live on in a second occurrence.
                return !slot.IsPresent || (slot.IsReplaced && isRepeated) ? AttributeAction.Drop
                    : slot.IsReplaced ? AttributeAction.ReplaceValue
                    : AttributeAction.Keep;
        }
    }

    /// <summary>Writes the new value of the attribute that was decided about last.</summary>
    public void WriteValue(ProtobufWriter destination) => destination.WriteRaw(
        Bytes(_current < 0 ? _hashed[FirstHashed - _current] : _slots[_current & ~Repeated].Value));

    public void WriteAdditions(AttributeAppender attributes)
    {
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            if (_slots[slot].IsPresent && !_slots[slot].WasPresent)
            {
                attributes.AddValue(_program.Keys[slot], Bytes(_slots[slot].Value));
            }
        }
    }

    internal bool IsPresent(int slot) => _slots[slot].IsPresent;

    internal SlotValue ValueOf(int slot) => _slots[slot].Value;

    internal bool TryGetContext(int context, out SlotValue value)
    {
        value = _contexts[context].GetValueOrDefault();
        return _contexts[context] is not null;
    }

    internal void Set(int slot, SlotValue value)
    {
        ref Slot changed = ref _slots[slot];
        changed.IsPresent = true;
        changed.IsReplaced = true;
        changed.Value = value;
    }

    internal void Remove(int slot)
    {
        _slots[slot].IsPresent = false;
        _slots[slot].IsReplaced = false;
    }

    /// <summary>The body of an AnyValue; valid until something is stored.</summary>
    internal ReadOnlySpan<byte> Bytes(SlotValue value) =>
        value.Constant ?? _scratch.WrittenSpan.Slice(value.Start, value.Length);

    internal SlotValue StoreHash(SlotValue value) => StoreHash(ValueCursor.Read(Bytes(value)));

    internal SlotValue StoreText(ReadOnlySpan<char> text)
    {
        _text.Clear();
        Span<byte> room = _text.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        return StoreText(room[..Encoding.UTF8.GetBytes(text, room)]);
    }

    internal bool TryConvert(SlotValue value, ConvertedType type, out SlotValue converted)
    {
        ValueCursor from = ValueCursor.Read(Bytes(value));
        converted = default;
        switch (type)
        {
            case ConvertedType.String when from.Kind != ValueKind.String:
                _text.Clear();
                ValueText.Write(from, _text);
                converted = StoreText(_text.WrittenSpan);
                return true;
            case ConvertedType.Int when Conversion.TryToInt(from, out long whole):
                int start = _scratch.Length;
                ValueWriter.Int(whole, _scratch);
                converted = Stored(start);
                return true;
            case ConvertedType.Double when Conversion.TryToDouble(from, out double real):
                start = _scratch.Length;
                ValueWriter.Double(real, _scratch);
                converted = Stored(start);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Lets go of what a huge message made it hold.</summary>
    public void Trim()
    {
        if (_entries.Length > MostKeptEntries)
        {
            _entries = new int[64];
            _hashed.Clear();
            _hashed.TrimExcess();
        }

        if (_scratch.Length > MostKeptBytes)
        {
            _scratch.Detach().Dispose();
        }

        if (_text.Length > MostKeptBytes)
        {
            _text.Detach(256).Dispose();
        }
    }

    public void Dispose()
    {
        _scratch.Dispose();
        _text.Dispose();
    }

    private int Meet(int slot, in KeyCursor attribute)
    {
        ref Slot met = ref _slots[slot];
        if (met.WasPresent)
        {
            return slot | Repeated;
        }

        met.WasPresent = true;
        met.IsPresent = true;
        if (_program.IsRead[slot])
        {
            int start = _scratch.Length;
            ValueWriter.Copy(attribute.Value, _scratch);
            met.Value = Stored(start);
        }

        return slot;
    }

    private int Judge(KeyPatterns patterns, in KeyCursor attribute)
    {
        int verdict = patterns.Judge(attribute.Key);
        if (verdict == 0)
        {
            return Untouched;
        }

        _othersChange = true;
        if (verdict == KeyPatterns.Deleted)
        {
            return Dropped;
        }

        SlotValue hash = StoreHash(attribute.Value);
        for (int more = 1; more < verdict; more++)
        {
            hash = StoreHash(hash);
        }

        _hashed.Add(hash);
        return FirstHashed - (_hashed.Count - 1);
    }

    private void Add(int entry)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _count);
        }

        _entries[_count++] = entry;
    }

    private bool AnySlotChanged()
    {
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.IsChanged)
            {
                return true;
            }
        }

        return false;
    }

    private SlotValue StoreHash(in ValueCursor value)
    {
        Span<byte> digits = stackalloc byte[ValueHash.MaxLength];
        return StoreText(digits[..ValueHash.Write(value, digits)]);
    }

    private SlotValue StoreText(ReadOnlySpan<byte> text)
    {
        int start = _scratch.Length;
        ValueWriter.String(text, _scratch);
        return Stored(start);
    }

    private SlotValue Stored(int start) => new(null, start, _scratch.Length - start);
}
