// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.Labels;

/// <summary>
/// Makes the labels of exemplars: the trace and the span first, then as many of the attributes that no series has as fit into
/// what OpenMetrics allows. Not thread-safe.
/// </summary>
internal sealed class ExemplarLabels : IDisposable
{
    /// <summary>Most characters of all names and values of an exemplar.</summary>
    private const int MostCharacters = 128;

    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    private readonly bool _escape;
    private readonly ProtobufWriter _text = new(512);
    private readonly ProtobufWriter _wire = new(512);
    private readonly LabelList _labels;
    private int _characters;

    public ExemplarLabels(bool escape)
    {
        _escape = escape;
        _labels = new LabelList(_text);
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Make(scoped in ExemplarCursor exemplar)
    {
        _text.Clear();
        _wire.Clear();
        _labels.Clear();
        _characters = 0;
        AddId("trace_id"u8, exemplar.TraceId, TraceIdBytes);
        AddId("span_id"u8, exemplar.SpanId, SpanIdBytes);
        foreach (KeyValueCursor attribute in exemplar.FilteredAttributes)
        {
            AddAttribute(attribute);
        }

        _labels.Normalize();
        foreach (LabelPart label in _labels.Parts)
        {
            LabelWriter.Write(_wire, label.NameOf(_text.WrittenSpan), label.ValueOf(_text.WrittenSpan));
        }

        return _wire.WrittenSpan;
    }

    public void Dispose()
    {
        _text.Dispose();
        _wire.Dispose();
        _labels.Dispose();
    }

    private void AddId(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id, int length)
    {
        if (id.Length != length || !id.ContainsAnyExcept((byte)0))
        {
            return;
        }

        int start = _text.Length;
        _text.WriteRaw(name);
        int middle = _text.Length;
        _ = Convert.TryToHexStringLower(id, _text.GetSpan(2 * length), out int written);
        _text.Advance(written);
        Keep(new LabelPart(start, start, middle, _text.Length, LabelRank.Identity));
    }

    private void AddAttribute(in KeyValueCursor attribute)
    {
        int start = _text.Length;
        _text.WriteRaw(attribute.Key);
        int name = _text.Length;
        if (LabelNameRules.TryWrite(attribute.Key, _escape, _text))
        {
            int middle = _text.Length;
            ValueText.Write(attribute.Value, _text);
            if (_text.Length > middle)
            {
                Keep(new LabelPart(start, name, middle, _text.Length, LabelRank.Point));
                return;
            }
        }

        _text.Truncate(start);
    }

    private void Keep(in LabelPart label)
    {
        // One more, for the semicolon where names become one.
        ReadOnlySpan<byte> text = _text.WrittenSpan;
        int characters = Encoding.UTF8.GetCharCount(label.NameOf(text)) + Encoding.UTF8.GetCharCount(label.ValueOf(text));
        int more = label.Rank == LabelRank.Identity ? characters : characters + 1;
        if (_characters + more <= MostCharacters)
        {
            _characters += more;
            _labels.Add(label);
        }
    }
}
