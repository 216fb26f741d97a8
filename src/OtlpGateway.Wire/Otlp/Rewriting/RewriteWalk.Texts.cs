// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>What only policies with <see cref="IAttributePolicy.SeesTexts"/> need: texts, metadata, and items that go.</summary>
internal ref partial struct RewriteWalk<TPolicy>
{
    private void RewriteOther(uint tag, in RewriteFrame frame, in OwnerShape shape)
    {
        if (tag == shape.FirstTextTag || tag == shape.SecondTextTag)
        {
            RewriteText(shape.TextOf(tag), frame);
        }
        else if (tag == shape.StatusTag)
        {
            Push(frame);
            WalkStatus(frame.BodyStart, frame.BodyStart + frame.Length);
            Pop();
        }
        else if (tag == shape.EntityTag)
        {
            Push(frame);
            WalkEntity(frame.BodyStart, frame.BodyStart + frame.Length);
            Pop();
        }
    }

    private void WalkStatus(int at, int end)
    {
        while (at < end)
        {
            if (NextMessage(ref at, end, out uint tag, out RewriteFrame frame) && tag >> 3 == TraceFields.Status.Message)
            {
                RewriteText(TextField.StatusMessage, frame);
            }
        }
    }

    private void WalkEntity(int at, int end)
    {
        while (at < end)
        {
            if (!NextMessage(ref at, end, out uint tag, out RewriteFrame frame))
            {
                continue;
            }

            TextField field = (tag >> 3) switch
            {
                CommonFields.EntityRef.SchemaUrl => TextField.SchemaUrl,
                CommonFields.EntityRef.Type => TextField.EntityType,
                CommonFields.EntityRef.IdKeys or CommonFields.EntityRef.DescriptionKeys => TextField.EntityKey,
                _ => TextField.None,
            };
            if (field != TextField.None)
            {
                RewriteText(field, frame);
            }
        }
    }

    private void RewriteOfMetric(uint tag, in RewriteFrame frame)
    {
        switch (tag >> 3)
        {
            case MetricsFields.Metric.Metadata:
                RewriteAttribute(frame, OwnerShape.Metric);
                break;
            case MetricsFields.Metric.Name:
                RewriteText(TextField.MetricName, frame);
                break;
            case MetricsFields.Metric.Description:
                RewriteText(TextField.MetricDescription, frame);
                break;
            case MetricsFields.Metric.Unit:
                RewriteText(TextField.MetricUnit, frame);
                break;
            default:
                break;
        }
    }

    private void RewriteText(TextField field, in RewriteFrame frame)
    {
        ReadOnlySpan<byte> text = Body(frame);
        if (_policy.ChangesText(field, text))
        {
            CopyTo(frame.LengthStart);
            int bookmark = _destination.BeginLength(frame.Length);
            _policy.WriteText(field, text, _destination);
            _destination.EndMessage(bookmark);
            _copied = frame.BodyStart + frame.Length;
        }
    }

    private readonly RewriteMark Mark() => new(_copied, _opened, _destination.Length);

    /// <summary>Goes back to before the message, whatever changed in it, and on behind it.</summary>
    private void Remove(in RewriteFrame message, in RewriteMark mark)
    {
        _depth--;
        _destination.Truncate(mark.Written);
        _opened = mark.Opened;
        _copied = mark.Copied;
        CopyTo(message.FieldStart);
        _copied = message.BodyStart + message.Length;
    }
}
