// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>
/// How a change is written. What lies between two changes is copied in one piece, the tags and lengths of the messages that
/// begin and end there included; a length is set in the copy when its message ends.
/// </summary>
internal ref partial struct RewriteWalk<TPolicy>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RewriteAttribute(in RewriteFrame field, in OwnerShape shape)
    {
        KeyValueCursor attribute = KeyValueCursor.Read(Body(field));
        AttributeAction action = _policy.Decide(shape.Owner, attribute);
        if (action != AttributeAction.Keep)
        {
            Change(field, action, attribute, shape);
        }
    }

    private void Change(in RewriteFrame field, AttributeAction action, in KeyValueCursor attribute, in OwnerShape shape)
    {
        if (action == AttributeAction.Drop)
        {
            CopyTo(field.FieldStart);
            _copied = field.BodyStart + field.Length;
            return;
        }

        Push(field);
        if (action == AttributeAction.ReplaceValue && IsKeyThenValue(field, out RewriteFrame value))
        {
            Push(value);
            CopyTo(value.BodyStart);
            _policy.Write(shape.Owner, attribute, _destination);
            _copied = value.BodyStart + value.Length;
            Pop();
            Pop();
            return;
        }

        CopyTo(field.BodyStart);
        if (action == AttributeAction.Replace)
        {
            _policy.Write(shape.Owner, attribute, _destination);
        }
        else
        {
            _destination.WriteBytesField(CommonFields.KeyValue.Key, attribute.Key);
            int bookmark = _destination.BeginMessage(CommonFields.KeyValue.Value);
            _policy.Write(shape.Owner, attribute, _destination);
            _destination.EndMessage(bookmark);
        }

        _copied = field.BodyStart + field.Length;
        Pop();
    }

    /// <summary>A key, a value, and nothing else: what every SDK writes.</summary>
    private readonly bool IsKeyThenValue(in RewriteFrame attribute, out RewriteFrame value)
    {
        int at = attribute.BodyStart;
        int end = at + attribute.Length;
        value = default;
        return at < end && NextMessage(ref at, end, out uint tag, out _) && tag >> 3 == CommonFields.KeyValue.Key
            && at < end && NextMessage(ref at, end, out tag, out value) && tag >> 3 == CommonFields.KeyValue.Value && at == end;
    }

    private void Push(in RewriteFrame frame) => _frames[_depth++] = frame;

    /// <summary>The message ends. The rest of it is copied with what follows it; its length is known before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pop()
    {
        _depth--;
        if (_opened > _depth)
        {
            _opened = _depth;
            Close(ref _frames[_depth]);
        }
    }

    private void Close(ref RewriteFrame frame)
    {
        int end = frame.BodyStart + frame.Length;
        int reserved = frame.BodyStart - frame.LengthStart;
        int length = _destination.Length - frame.Bookmark - reserved + end - _copied;
        if (_destination.TrySetLength(frame.Bookmark, reserved, length))
        {
            return;
        }

        _destination.WriteRaw(_source[_copied..end]);
        _copied = end;
        _destination.MoveToSetLength(frame.Bookmark, reserved);
    }

    /// <summary>Something changes at <paramref name="position"/>: opens the messages around it and copies up to there.</summary>
    private void CopyTo(int position)
    {
        if (!_changed)
        {
            _changed = true;
            _destination.EnsureRoom(_source.Length);
        }

        for (; _opened < _depth; _opened++)
        {
            ref RewriteFrame frame = ref _frames[_opened];
            frame.Bookmark = _destination.Length + frame.LengthStart - _copied;
        }

        _destination.WriteRaw(_source[_copied..position]);
        _copied = position;
    }
}
