// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Redaction.Keys;
using OtlpGateway.Processors.Redaction.Sanitizers;
using OtlpGateway.Processors.Redaction.Text;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Otlp.Streams;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Rewriting;

/// <summary>
/// Redacts the attributes and texts of one request after the other; <see cref="RedactionPolicy"/> puts it on the walk. Items
/// may have parts with attributes of their own, so tallies and drops are kept on two levels. One thread at a time.
/// </summary>
internal sealed class RedactionRun : IDisposable
{
    private const int Levels = 2;

    private readonly RedactionPlan _plan;
    private readonly TextRedactor _texts;
    private readonly NestedRedactor _nested;
    private readonly ItemContext _item;
    private readonly SummaryTally?[] _tallies = new SummaryTally?[Levels];
    private readonly bool[] _drops = new bool[Levels];
    private readonly ProtobufWriter _scratch = new(256);
    private AttributeOwner _owner;
    private ValueKind _replacement;
    private bool _isRenamed;
    private bool _keepsValue;

    public RedactionRun(RedactionPlan plan)
    {
        _plan = plan;
        _texts = new TextRedactor(plan, Counts);
        Keys = new AttributeKeys(plan, _texts);
        _nested = new NestedRedactor(plan, _texts, Keys.Clean, Counts);
        _item = new ItemContext(plan);
        for (int level = 0; plan.Summarizes && level < Levels; level++)
        {
            _tallies[level] = new SummaryTally(plan.SummarizesKeys);
        }
    }

    /// <summary>What was found since they were cleared.</summary>
    public MatchCounts Counts { get; } = new();

    public AttributeKeys Keys { get; }

    /// <summary>A request begins.</summary>
    public void Begin(ReadOnlyMemory<byte> request) => Keys.Begin(request);

    public void Enter(AttributeOwner owner, ReadOnlySpan<byte> message)
    {
        _owner = owner;
        switch (owner)
        {
            case AttributeOwner.ResourceItems or AttributeOwner.ScopeItems:
                return;
            case AttributeOwner.Metric:
                if (_plan.NeedsItem)
                {
                    _item.EnterMetric(message);
                }

                return;
            case AttributeOwner.Span or AttributeOwner.LogRecord or AttributeOwner.DataPoint when _plan.NeedsItem:
                _item.Enter(owner, message);
                break;
            default:
                break;
        }

        int level = Level(owner);
        _drops[level] = false;
        _tallies[level]?.Clear();
    }

    public AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute)
    {
        _isRenamed = false;
        if (owner == AttributeOwner.Body)
        {
            return DecideBody(attribute.Value);
        }

        KeyVerdict verdict = _plan.Keys is { } keys ? keys.Of(attribute.Key) : KeyVerdict.Inspect;
        switch (verdict)
        {
            case KeyVerdict.Stamp:
                return AttributeAction.Keep;
            case KeyVerdict.Ignore:
                Tally(owner, Change.Ignored, attribute.Key);
                return AttributeAction.Keep;
            case KeyVerdict.Delete:
                Counts.Deleted++;
                Tally(owner, Change.Redacted, _plan.SummarizesKeys ? Keys.Shown(attribute.Key) : attribute.Key);
                return AttributeAction.Drop;
            case KeyVerdict.Summary when TallyOf(owner) is { } tally:
                tally.Meet(attribute, Keys);
                return AttributeAction.Drop;
            default:
                TextVerdict name = _plan.RedactsAttributeKeys ? Keys.Redact(owner, attribute.Key) : TextVerdict.Clean;
                return name == TextVerdict.Clean
                    ? Act(owner, attribute.Key, Redact(owner, attribute, verdict))
                    : Rename(owner, attribute, verdict, name);
        }
    }

    /// <summary>Writes what replaces the attribute, or its value, that was decided about last.</summary>
    public void Write(in KeyValueCursor attribute, ProtobufWriter destination)
    {
        if (!_isRenamed)
        {
            WriteValue(destination);
            return;
        }

        destination.WriteBytesField(CommonFields.KeyValue.Key, Keys.NewName);
        int value = destination.BeginMessage(CommonFields.KeyValue.Value);
        if (_keepsValue)
        {
            ValueWriter.Copy(attribute.Value, destination);
        }
        else
        {
            WriteValue(destination);
        }

        destination.EndMessage(value);
    }

    public bool Leave(AttributeOwner owner)
    {
        _owner = owner switch
        {
            AttributeOwner.Event or AttributeOwner.Link => AttributeOwner.Span,
            AttributeOwner.Exemplar => AttributeOwner.DataPoint,
            _ => owner,
        };
        return HasAttributes(owner) && _tallies[Level(owner)] is { IsEmpty: false };
    }

    public void Append(AttributeOwner owner, AttributeAppender attributes) => _tallies[Level(owner)]?.Append(attributes);

    public bool ChangesText(TextField field, ReadOnlySpan<byte> text)
    {
        if (field == TextField.EntityKey)
        {
            return _plan.RedactsAttributeKeys && !_texts.IsAllowed(text) && _texts.Detect(text, canDrop: false) == TextVerdict.Changed;
        }

        SanitizerSet sanitizers = field == TextField.SpanName && _plan.NeedsItem ? _item.OfName(text, _scratch) : SanitizerSet.None;
        if (!_plan.RedactsFields)
        {
            return sanitizers != SanitizerSet.None && !_texts.IsAllowed(text) && _texts.Sanitize(text, sanitizers);
        }

        // Only a text of an item can make it go.
        TextVerdict verdict = _texts.Redact(text, sanitizers, canDrop: false);
        if (verdict == TextVerdict.Changed && _texts.WantsDrop && IsItem(_owner))
        {
            _drops[Level(_owner)] = true;
        }

        return verdict == TextVerdict.Changed;
    }

    public void WriteText(ProtobufWriter destination) => destination.WriteRaw(_texts.Result);

    public bool Drops(AttributeOwner owner)
    {
        if (!IsItem(owner) || !_drops[Level(owner)])
        {
            return false;
        }

        if (Level(owner) == 0)
        {
            Counts.DroppedItems++;
        }
        else
        {
            Counts.DroppedParts++;
        }

        return true;
    }

    /// <summary>Lets go of what a huge request made it hold.</summary>
    public void Trim()
    {
        Keys.Trim();
        _texts.Trim();
        _nested.Trim();
    }

    public void Dispose()
    {
        Keys.Dispose();
        _texts.Dispose();
        _nested.Dispose();
        _scratch.Dispose();
        foreach (SummaryTally? tally in _tallies)
        {
            tally?.Dispose();
        }
    }

    private static int Level(AttributeOwner owner) =>
        owner is AttributeOwner.Event or AttributeOwner.Link or AttributeOwner.Exemplar ? 1 : 0;

    private static bool HasAttributes(AttributeOwner owner) =>
        owner is not (AttributeOwner.ResourceItems or AttributeOwner.ScopeItems or AttributeOwner.Metric or AttributeOwner.Body);

    private static bool IsItem(AttributeOwner owner) => HasAttributes(owner) && owner is not (AttributeOwner.Resource or AttributeOwner.Scope);

    private SummaryTally? TallyOf(AttributeOwner owner) => HasAttributes(owner) ? _tallies[Level(owner)] : null;

    private void Tally(AttributeOwner owner, Change change, ReadOnlySpan<byte> key) => TallyOf(owner)?.Add(change, isBody: false, key);

    private TextVerdict Redact(AttributeOwner owner, in KeyValueCursor attribute, KeyVerdict verdict)
    {
        ValueCursor value = attribute.Value;
        if ((verdict & KeyVerdict.Mask) != 0)
        {
            Counts.Keys++;
            _replacement = ValueKind.String;
            return _texts.Mask(TextOf(value));
        }

        SanitizerSet sanitizers = verdict == KeyVerdict.Inspect ? SanitizerSet.None : _item.Of(verdict, Level(owner) == 0 && IsItem(owner));
        _replacement = ValueKind.String;
        switch (value.Kind)
        {
            case ValueKind.String:
                return _texts.Redact(value.Bytes, sanitizers, canDrop: true);
            case ValueKind.Array or ValueKind.KeyValueList:
                _replacement = value.Kind;
                return _nested.Redact(value, isBody: false, null);
            case ValueKind.Bytes when _plan.RedactsAllTypes && !IsStamp(attribute.Key):
                return _texts.Redact(TextOf(value), sanitizers, canDrop: true);
            case ValueKind.Bytes when !IsStamp(attribute.Key):
                _replacement = ValueKind.Bytes;
                return _texts.Detect(value.Bytes);
            case ValueKind.Empty or ValueKind.Bytes:
                return TextVerdict.Clean;
            default:
                return _plan.RedactsAllTypes ? _texts.Redact(TextOf(value), sanitizers, canDrop: true) : TextVerdict.Clean;
        }
    }

    private AttributeAction Rename(AttributeOwner owner, in KeyValueCursor attribute, KeyVerdict verdict, TextVerdict name)
    {
        if (name != TextVerdict.Changed)
        {
            return Act(owner, _plan.SummarizesKeys ? Keys.Shown(attribute.Key) : attribute.Key, name);
        }

        TextVerdict value = Redact(owner, attribute, verdict);
        AttributeAction action = Act(owner, Keys.NewName, value);
        if (action == AttributeAction.Drop)
        {
            return action;
        }

        _isRenamed = true;
        _keepsValue = action == AttributeAction.Keep;
        if (_keepsValue)
        {
            Tally(owner, Change.Masked, Keys.NewName);
        }

        return AttributeAction.Replace;
    }

    /// <param name="owner">The message.</param>
    /// <param name="key">How the attribute's key may be told.</param>
    /// <param name="verdict">About its value.</param>
    private AttributeAction Act(AttributeOwner owner, ReadOnlySpan<byte> key, TextVerdict verdict)
    {
        switch (verdict)
        {
            case TextVerdict.Clean:
                return AttributeAction.Keep;
            case TextVerdict.Allowed:
                Tally(owner, Change.Allowed, key);
                return AttributeAction.Keep;
            case TextVerdict.Changed:
                Tally(owner, Change.Masked, key);
                return AttributeAction.ReplaceValue;
            default:
                _drops[Level(owner)] |= verdict == TextVerdict.DropItem && IsItem(owner);
                Tally(owner, Change.Redacted, key);
                return AttributeAction.Drop;
        }
    }

    private void WriteValue(ProtobufWriter destination)
    {
        switch (_replacement)
        {
            case ValueKind.String:
                destination.WriteBytesField(CommonFields.AnyValue.StringValue, _texts.Result);
                break;
            case ValueKind.Bytes:
                destination.WriteBytesField(CommonFields.AnyValue.BytesValue, _texts.Result);
                break;
            default:
                destination.WriteRaw(_nested.Result);
                break;
        }
    }

    private AttributeAction DecideBody(in ValueCursor body)
    {
        if (body.Kind == ValueKind.Empty)
        {
            return AttributeAction.Keep;
        }

        _replacement = ValueKind.KeyValueList;
        TextVerdict verdict = _nested.Redact(body, isBody: true, _tallies[0]);
        _drops[0] |= verdict == TextVerdict.DropItem;
        return verdict switch
        {
            TextVerdict.Clean or TextVerdict.Allowed => AttributeAction.Keep,
            TextVerdict.Changed => AttributeAction.ReplaceValue,
            _ => AttributeAction.Drop,
        };
    }

    private bool IsStamp(ReadOnlySpan<byte> key) => _plan.HasStamps && key.SequenceEqual(StreamStamp.Key);

    private ReadOnlySpan<byte> TextOf(in ValueCursor value)
    {
        if (value.Kind == ValueKind.String)
        {
            return value.Bytes;
        }

        _scratch.Clear();
        ValueText.Write(value, _scratch);
        return _scratch.WrittenSpan;
    }
}
