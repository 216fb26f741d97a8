// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Redaction.Keys;
using OtlpGateway.Processors.Redaction.Text;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Rewriting;

/// <summary>
/// What becomes of keys of attributes: those in which a detector finds something are redacted like a value, and no two
/// attributes of a message end up with one key. One thread at a time.
/// </summary>
internal sealed class AttributeKeys(RedactionPlan plan, TextRedactor texts) : IDisposable
{
    private const int MetricSlot = 2;
    private const int Slots = 3;

    private readonly CleanKeys _clean = new(plan.Detectors);
    private readonly KeyNames[] _names = [new(), new(), new()];
    private readonly (int Start, int Length)[] _messages = new (int Start, int Length)[Slots];
    private readonly ProtobufWriter _name = new(256);
    private ReadOnlyMemory<byte> _request;

    /// <summary>The new key behind <see cref="TextVerdict.Changed"/>; valid until the next key.</summary>
    public ReadOnlySpan<byte> NewName => _name.WrittenSpan;

    /// <summary>Those that stay as they are, without being looked at again.</summary>
    public CleanKeys Clean => _clean;

    /// <summary>A request begins; the messages entered are parts of it.</summary>
    public void Begin(ReadOnlyMemory<byte> request) => _request = request;

    public void Enter(AttributeOwner owner, ReadOnlySpan<byte> message)
    {
        int slot = Slot(owner);
        if (slot < 0)
        {
            return;
        }

        _messages[slot] = _request.Span.Overlaps(message, out int start) ? (start, message.Length) : default;
        if (!_names[slot].IsEmpty)
        {
            _names[slot].Clear();
        }
    }

    /// <summary>Redacts a key of the message entered last.</summary>
    public TextVerdict Redact(AttributeOwner owner, ReadOnlySpan<byte> key)
    {
        if (_clean.Contains(key) || texts.IsAllowed(key))
        {
            return TextVerdict.Clean;
        }

        TextVerdict verdict = texts.Detect(key);
        if (verdict == TextVerdict.Changed)
        {
            _name.Clear();
            _name.WriteRaw(texts.Result);
            NamesOf(owner).Take(_name);
        }

        return verdict;
    }

    /// <summary>How a key may be told where it stays or goes for another reason. Valid until the next text.</summary>
    public ReadOnlySpan<byte> Shown(ReadOnlySpan<byte> key) =>
        plan.RedactsKeys && !_clean.Contains(key) && !texts.IsAllowed(key) && texts.Detect(key, canDrop: false) == TextVerdict.Changed ? texts.Result : key;

    /// <summary>Lets go of the request, and of what a huge key made it hold.</summary>
    public void Trim()
    {
        _request = default;
        if (_name.Length > TextRedactor.MostKeptBytes)
        {
            _name.Detach(256).Dispose();
        }
    }

    public void Dispose() => _name.Dispose();

    // Items, resources and scopes; their parts; metrics, around items of which they have metadata.
    private static int Slot(AttributeOwner owner) => owner switch
    {
        AttributeOwner.ResourceItems or AttributeOwner.ScopeItems or AttributeOwner.Body => -1,
        AttributeOwner.Event or AttributeOwner.Link or AttributeOwner.Exemplar => 1,
        AttributeOwner.Metric => MetricSlot,
        _ => 0,
    };

    private KeyNames NamesOf(AttributeOwner owner)
    {
        KeyNames names = _names[Slot(owner)];
        if (!names.IsEmpty)
        {
            return names;
        }

        names.Clear();
        MetricKind kind = owner == AttributeOwner.DataPoint ? MetricCursor.Read(Message(MetricSlot)).Kind : default;
        foreach (KeyCursor attribute in OwnerAttributes.Of(owner, kind, Message(Slot(owner))))
        {
            names.Add(attribute.Key);
        }

        return names;
    }

    private ReadOnlySpan<byte> Message(int slot) => _request.Span.Slice(_messages[slot].Start, _messages[slot].Length);
}
