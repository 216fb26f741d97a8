// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Redaction.Keys;
using OtlpGateway.Processors.Redaction.Sanitizers;
using OtlpGateway.Processors.Redaction.Text;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Rewriting;

/// <summary>
/// Redacts log bodies and values of several: maps and arrays as deep as the edge lets them be. Within a body, keys that are
/// not allowed are deleted too, every scalar is checked in its text form and all sanitizers apply, as in the Collector;
/// within an attribute, whose key was allowed, only values go. Keys of maps are texts, too, and told in paths as redacted.
/// </summary>
internal sealed class NestedRedactor(RedactionPlan plan, TextRedactor texts, CleanKeys clean, MatchCounts counts) : IDisposable
{
    private const int MostKeptBytes = 64 << 10;

    private readonly ProtobufWriter _result = new(1024);
    private readonly ProtobufWriter _text = new(256);
    private readonly ProtobufWriter _name = new(256);
    private readonly BodyPath _path = new();
    private readonly List<KeyNames> _names = [];
    private int _depth;
    private SummaryTally? _tally;
    private bool _isBody;
    private bool _dropsItem;

    /// <summary>The body of the new AnyValue behind <see cref="TextVerdict.Changed"/>; valid until the next value.</summary>
    public ReadOnlySpan<byte> Result => _result.WrittenSpan;

    /// <summary>Redacts one value with all that is in it.</summary>
    /// <param name="value">A log body, or an attribute's value of several.</param>
    /// <param name="isBody">Which of the two.</param>
    /// <param name="tally">Where changes within a body are told, by path.</param>
    public TextVerdict Redact(in ValueCursor value, bool isBody, SummaryTally? tally)
    {
        _isBody = isBody;
        _tally = tally;
        _dropsItem = false;
        _depth = 0;
        _result.Clear();
        TextVerdict verdict = Write(value);
        return _dropsItem ? TextVerdict.DropItem : verdict;
    }

    /// <summary>Lets go of what a huge value made it hold.</summary>
    public void Trim()
    {
        if (_result.Length > MostKeptBytes)
        {
            _result.Detach(1024).Dispose();
        }
    }

    public void Dispose()
    {
        _result.Dispose();
        _text.Dispose();
        _name.Dispose();
        _path.Dispose();
    }

    private TextVerdict Write(in ValueCursor value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                return WriteText(value, value.Bytes);
            case ValueKind.Array:
                return WriteArray(value);
            case ValueKind.KeyValueList:
                return WriteMap(value);
            case ValueKind.Bytes when !plan.RedactsAllTypes:
                TextVerdict verdict = texts.Detect(value.Bytes);
                return Finish(value, verdict, CommonFields.AnyValue.BytesValue);
            case ValueKind.Empty:
                return TextVerdict.Clean;
            default:
                if (!_isBody && !plan.RedactsAllTypes)
                {
                    ValueWriter.Copy(value, _result);
                    return TextVerdict.Clean;
                }

                _text.Clear();
                ValueText.Write(value, _text);
                return WriteText(value, _text.WrittenSpan);
        }
    }

    private TextVerdict WriteText(in ValueCursor value, ReadOnlySpan<byte> text) => Finish(
        value,
        texts.Redact(text, _isBody ? plan.BodySanitizers : SanitizerSet.None, canDrop: true),
        CommonFields.AnyValue.StringValue);

    private TextVerdict Finish(in ValueCursor value, TextVerdict verdict, int field)
    {
        switch (verdict)
        {
            case TextVerdict.Clean:
                ValueWriter.Copy(value, _result);
                return TextVerdict.Clean;
            case TextVerdict.Allowed:
                ValueWriter.Copy(value, _result);
                Tell(Change.Allowed);
                return TextVerdict.Clean;
            case TextVerdict.Changed:
                _result.WriteBytesField(field, texts.Result);
                Tell(Change.Masked);
                return verdict;
            default:
                _dropsItem |= verdict == TextVerdict.DropItem;
                Tell(Change.Redacted);
                return TextVerdict.DropAttribute;
        }
    }

    private TextVerdict WriteArray(in ValueCursor array)
    {
        bool changed = false;
        int index = 0;
        int bookmark = _result.BeginMessage(CommonFields.AnyValue.ArrayValue, array.Bytes.Length);
        foreach (ValueCursor element in array.Array)
        {
            int start = _result.Length;
            int message = _result.BeginMessage(CommonFields.ArrayValue.Values, element.Bytes.Length + 2);
            int back = _path.Enter(index++);
            TextVerdict verdict = Write(element);
            _path.Leave(back);
            changed |= verdict != TextVerdict.Clean;
            Close(message, start, verdict);
        }

        _result.EndMessage(bookmark);
        return changed ? TextVerdict.Changed : TextVerdict.Clean;
    }

    private TextVerdict WriteMap(in ValueCursor map)
    {
        bool changed = false;
        KeyNames names = Names(_depth++);
        int bookmark = _result.BeginMessage(CommonFields.AnyValue.KvlistValue, map.Bytes.Length);
        foreach (KeyValueCursor entry in map.KeyValues)
        {
            int start = _result.Length;
            int message = _result.BeginMessage(CommonFields.KeyValueList.Values, entry.Key.Length + entry.Value.Bytes.Length + 6);
            TextVerdict verdict = WriteEntry(entry, map, names);
            changed |= verdict != TextVerdict.Clean;
            Close(message, start, verdict);
        }

        _depth--;
        _result.EndMessage(bookmark);
        return changed ? TextVerdict.Changed : TextVerdict.Clean;
    }

    private void Close(int message, int start, TextVerdict verdict)
    {
        if (verdict == TextVerdict.DropAttribute)
        {
            _result.Truncate(start);
        }
        else
        {
            _result.EndMessage(message);
        }
    }

    private TextVerdict WriteEntry(in KeyValueCursor entry, in ValueCursor map, KeyNames names)
    {
        KeyVerdict key = plan.Keys is { } keys ? keys.Of(entry.Key) : KeyVerdict.Inspect;
        TextVerdict name = key == KeyVerdict.Ignore ? TextVerdict.Clean : Rename(entry.Key, map, names);
        int back = _path.Enter(name == TextVerdict.Clean ? entry.Key : _name.WrittenSpan);
        TextVerdict verdict = key == KeyVerdict.Delete && _isBody ? Delete() : WriteEntry(entry, key, name);
        _path.Leave(back);
        return verdict;
    }

    private TextVerdict WriteEntry(in KeyValueCursor entry, KeyVerdict key, TextVerdict name)
    {
        if (name > TextVerdict.Changed)
        {
            _dropsItem |= name == TextVerdict.DropItem;
            Tell(Change.Redacted);
            return TextVerdict.DropAttribute;
        }

        _result.WriteBytesField(CommonFields.KeyValue.Key, name == TextVerdict.Changed ? _name.WrittenSpan : entry.Key);
        int message = _result.BeginMessage(CommonFields.KeyValue.Value, entry.Value.Bytes.Length + 2);
        TextVerdict verdict = key switch
        {
            KeyVerdict.Ignore => Ignore(entry.Value),
            _ when (key & KeyVerdict.Mask) != 0 => MaskAll(entry.Value),
            _ => Write(entry.Value),
        };
        _result.EndMessage(message);
        if (name == TextVerdict.Clean)
        {
            return verdict;
        }

        // Of a value that is a text it was told already.
        if (verdict == TextVerdict.Clean || entry.Value.Kind is ValueKind.Array or ValueKind.KeyValueList)
        {
            Tell(Change.Masked);
        }

        return verdict == TextVerdict.Clean ? name : verdict;
    }

    /// <summary>What becomes of a key; where it is not clean, <c>_name</c> is how it may be told.</summary>
    private TextVerdict Rename(ReadOnlySpan<byte> key, in ValueCursor map, KeyNames names)
    {
        if (!plan.RedactsKeys || (!plan.HasPatterns && clean.Contains(key)))
        {
            return TextVerdict.Clean;
        }

        TextVerdict verdict = texts.Redact(key, SanitizerSet.None, canDrop: true);
        if (verdict is TextVerdict.Clean or TextVerdict.Allowed)
        {
            return TextVerdict.Clean;
        }

        if (verdict != TextVerdict.Changed)
        {
            _ = texts.Redact(key, SanitizerSet.None, canDrop: false);
        }

        _name.Clear();
        _name.WriteRaw(texts.Result);
        if (verdict == TextVerdict.Changed)
        {
            Take(map, names);
        }

        return verdict;
    }

    private void Take(in ValueCursor map, KeyNames names)
    {
        if (names.IsEmpty)
        {
            names.Clear();
            foreach (KeyValueCursor entry in map.KeyValues)
            {
                names.Add(entry.Key);
            }
        }

        names.Take(_name);
    }

    /// <summary>For the maps at a depth, one after the other.</summary>
    private KeyNames Names(int depth)
    {
        if (depth == _names.Count)
        {
            _names.Add(new KeyNames());
        }

        if (!_names[depth].IsEmpty)
        {
            _names[depth].Clear();
        }

        return _names[depth];
    }

    private TextVerdict Delete()
    {
        counts.Deleted++;
        Tell(Change.Redacted);
        return TextVerdict.DropAttribute;
    }

    private TextVerdict Ignore(in ValueCursor value)
    {
        ValueWriter.Copy(value, _result);
        Tell(Change.Ignored);
        return TextVerdict.Clean;
    }

    private TextVerdict MaskAll(in ValueCursor value)
    {
        counts.Keys++;
        _text.Clear();
        ValueText.Write(value, _text);
        return Finish(value, texts.Mask(_text.WrittenSpan), CommonFields.AnyValue.StringValue);
    }

    private void Tell(Change change)
    {
        if (_isBody)
        {
            _tally?.Add(change, isBody: true, _path.Text);
        }
    }
}
