// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Edge;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>
/// One walk over one request. Everything before <c>_copied</c> is dealt with; the messages around the position are
/// opened in the destination only when something inside changes, and closed with the length that they then have.
/// </summary>
internal ref partial struct RewriteWalk<TPolicy>
    where TPolicy : struct, IAttributePolicy
{
    private readonly Signal _signal;
    private readonly ReadOnlySpan<byte> _source;
    private readonly ref TPolicy _policy;
    private readonly ProtobufWriter _destination;
    private int _copied;
    private int _depth;
    private int _opened;
    private bool _changed;
    private RewriteFrames _frames;

    internal RewriteWalk(Signal signal, ReadOnlySpan<byte> source, ref TPolicy policy, ProtobufWriter destination)
    {
        _signal = signal;
        _source = source;
        _policy = ref policy;
        _destination = destination;
    }

    internal bool Run()
    {
        for (int at = 0; at < _source.Length;)
        {
            if (!NextMessage(ref at, _source.Length, out uint tag, out RewriteFrame frame))
            {
                continue;
            }

            if (tag >> 3 == TraceServiceFields.ExportTraceServiceRequest.ResourceSpans &&
                _policy.Enter(AttributeOwner.ResourceItems, Body(frame)))
            {
                Push(frame);
                WalkResourceItems(frame.BodyStart, at);
                _policy.Leave(AttributeOwner.ResourceItems);
                Pop();
            }
        }

        if (_changed)
        {
            _destination.WriteRaw(_source[_copied..]);
        }

        return _changed;
    }

    private void WalkResourceItems(int at, int end)
    {
        bool hasResource = false;
        while (at < end)
        {
            if (!NextMessage(ref at, end, out uint tag, out RewriteFrame frame))
            {
                continue;
            }

            switch (tag >> 3)
            {
                case TraceFields.ResourceSpans.Resource:
                    hasResource = true;
                    WalkOwner(frame, OwnerShape.Resource);
                    break;
                case TraceFields.ResourceSpans.ScopeSpans or TraceFields.ResourceSpans.Legacy
                    when _policy.Enter(AttributeOwner.ScopeItems, Body(frame)):
                    Push(frame);
                    WalkScopeItems(frame.BodyStart, at);
                    _policy.Leave(AttributeOwner.ScopeItems);
                    Pop();
                    break;
                case TraceFields.ResourceSpans.SchemaUrl when TPolicy.SeesTexts:
                    RewriteText(TextField.SchemaUrl, frame);
                    break;
                default:
                    break;
            }
        }

        if (!hasResource)
        {
            AddResource(end);
        }
    }

    /// <summary>A resource without any content may be left out on the wire; it can be given attributes all the same.</summary>
    private void AddResource(int end)
    {
        if (_policy.Enter(AttributeOwner.Resource, default) && _policy.Leave(AttributeOwner.Resource))
        {
            CopyTo(end);
            int bookmark = _destination.BeginMessage(TraceFields.ResourceSpans.Resource);
            _policy.Append(AttributeOwner.Resource, new AttributeAppender(_destination, ResourceFields.Resource.Attributes));
            _destination.EndMessage(bookmark);
        }
    }

    private void WalkScopeItems(int at, int end)
    {
        OwnerShape item = _signal == Signal.Traces ? OwnerShape.Span : OwnerShape.LogRecord;
        while (at < end)
        {
            if (!NextMessage(ref at, end, out uint tag, out RewriteFrame frame))
            {
                continue;
            }

            switch (tag >> 3)
            {
                case TraceFields.ScopeSpans.Spans when _signal != Signal.Metrics:
                    WalkOwner(frame, item);
                    break;
                case TraceFields.ScopeSpans.Spans when _policy.Enter(AttributeOwner.Metric, Body(frame)):
                    Push(frame);
                    WalkMetric(frame.BodyStart, at);
                    _policy.Leave(AttributeOwner.Metric);
                    Pop();
                    break;
                case TraceFields.ScopeSpans.Scope:
                    WalkOwner(frame, OwnerShape.Scope);
                    break;
                case TraceFields.ScopeSpans.SchemaUrl when TPolicy.SeesTexts:
                    RewriteText(TextField.SchemaUrl, frame);
                    break;
                default:
                    break;
            }
        }
    }

    private void WalkMetric(int at, int end)
    {
        while (at < end)
        {
            if (!NextMessage(ref at, end, out uint tag, out RewriteFrame frame))
            {
                continue;
            }

            if (tag >> 3 is MetricsFields.Metric.Gauge or MetricsFields.Metric.Sum or MetricsFields.Metric.Histogram
                or MetricsFields.Metric.ExponentialHistogram or MetricsFields.Metric.Summary)
            {
                Push(frame);
                WalkPoints(frame.BodyStart, at, OwnerShape.Point((MetricKind)(tag >> 3)));
                Pop();
            }
            else if (TPolicy.SeesTexts)
            {
                RewriteOfMetric(tag, frame);
            }
        }
    }

    private void WalkPoints(int at, int end, in OwnerShape shape)
    {
        while (at < end)
        {
            if (NextMessage(ref at, end, out uint tag, out RewriteFrame frame) && tag >> 3 == MetricsFields.Sum.DataPoints)
            {
                WalkOwner(frame, shape);
            }
        }
    }

    /// <summary>A message with attributes, and perhaps with messages inside that have some.</summary>
    private void WalkOwner(in RewriteFrame owner, in OwnerShape shape)
    {
        if (!_policy.Enter(shape.Owner, Body(owner)))
        {
            return;
        }

        RewriteMark mark = TPolicy.SeesTexts ? Mark() : default;
        Push(owner);
        ReadOnlySpan<byte> source = _source;
        int end = owner.BodyStart + owner.Length;
        uint attributesTag = shape.AttributesTag;
        for (int at = owner.BodyStart; at < end;)
        {
            int start = at;
            if (!EdgeScan.Tag(source, ref at, end, out uint tag))
            {
                break;
            }

            int lengthStart = at;
            if (!EdgeScan.Length(source, tag, ref at, end, out int length))
            {
                at = EdgeScan.SkipScalar(source, tag, lengthStart, end) is var next and > 0 ? next : EndOfField(start, end);
                continue;
            }

            if (tag == attributesTag)
            {
                if (!TPolicy.KnowsBytes || !_policy.Keeps(shape.Owner, source, at, length))
                {
                    RewriteAttribute(new RewriteFrame { FieldStart = start, LengthStart = lengthStart, BodyStart = at, Length = length }, shape);
                }
            }
            else if (tag == shape.BodyTag)
            {
                RewriteBody(start, at, length);
            }
            else if (tag == shape.FirstChildTag || tag == shape.SecondChildTag)
            {
                WalkOwner(new RewriteFrame { FieldStart = start, LengthStart = lengthStart, BodyStart = at, Length = length }, shape.Child(tag));
            }
            else if (TPolicy.SeesTexts)
            {
                RewriteOther(tag, new RewriteFrame { FieldStart = start, LengthStart = lengthStart, BodyStart = at, Length = length }, shape);
            }

            at += length;
        }

        bool appends = _policy.Leave(shape.Owner);
        if (TPolicy.SeesTexts && _policy.Drops(shape.Owner))
        {
            Remove(owner, mark);
            return;
        }

        if (appends)
        {
            CopyTo(end);
            _policy.Append(shape.Owner, new AttributeAppender(_destination, shape.AttributesField));
        }

        Pop();
    }

    private void RewriteBody(int start, int bodyStart, int length)
    {
        KeyValueCursor body = KeyValueCursor.OfValue(_source.Slice(bodyStart, length));
        AttributeAction action = _policy.Decide(AttributeOwner.Body, body);
        if (action == AttributeAction.Keep)
        {
            return;
        }

        CopyTo(start);
        _copied = bodyStart + length;
        if (action == AttributeAction.Drop)
        {
            return;
        }

        int bookmark = _destination.BeginMessage(LogsFields.LogRecord.Body, length);
        _policy.Write(AttributeOwner.Body, body, _destination);
        _destination.EndMessage(bookmark);
    }

    /// <summary>
    /// Steps over one field. True when it is length-delimited: then the frame says where its body is. A malformed field
    /// ends its message; its bytes are copied like all others.
    /// </summary>
    private readonly bool NextMessage(ref int at, int end, out uint tag, out RewriteFrame frame)
    {
        int start = at;
        int next = at;
        frame = default;
        if (!EdgeScan.Tag(_source, ref next, end, out tag))
        {
            at = end;
            return false;
        }

        int lengthStart = next;
        if (!EdgeScan.Length(_source, tag, ref next, end, out int length))
        {
            at = EndOfField(start, end);
            return false;
        }

        frame = new RewriteFrame { FieldStart = start, LengthStart = lengthStart, BodyStart = next, Length = length };
        at = next + length;
        return true;
    }

    private readonly int EndOfField(int start, int end) => EdgeScan.SkipField(_source[..end], start);

    private readonly ReadOnlySpan<byte> Body(scoped in RewriteFrame frame) => _source.Slice(frame.BodyStart, frame.Length);
}
