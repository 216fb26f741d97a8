// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Benchmarks.Wire;

/// <summary>Spans as columns of bytes, as a column store takes them: every field, every attribute, strings with a length.</summary>
internal sealed class SpanColumns : IDisposable
{
    private readonly ProtobufWriter _ids = new();
    private readonly ProtobufWriter _names = new();
    private readonly ProtobufWriter _numbers = new();
    private readonly ProtobufWriter _keys = new();
    private readonly ProtobufWriter _values = new();

    /// <summary>Fills the columns anew and returns the number of rows.</summary>
    internal int Fill(ReadOnlySpan<byte> request)
    {
        _ids.Clear();
        _names.Clear();
        _numbers.Clear();
        _keys.Clear();
        _values.Clear();
        int rows = 0;
        foreach (ResourceItemsCursor resource in ExportRequest.Resources(request))
        {
            foreach (ScopeItemsCursor scope in resource.Scopes)
            {
                foreach (SpanCursor span in scope.Spans)
                {
                    Add(span);
                    rows++;
                }
            }
        }

        return rows;
    }

    private void Add(in SpanCursor span)
    {
        _ids.WriteRaw(span.TraceId);
        _ids.WriteRaw(span.SpanId);
        _ids.WriteRaw(span.ParentSpanId);
        WriteText(_names, span.Name);
        WriteText(_names, span.StatusMessage);
        _numbers.WriteFixed64(span.StartTimeUnixNano);
        _numbers.WriteFixed64(span.EndTimeUnixNano - span.StartTimeUnixNano);
        _numbers.WriteFixed64((ulong)span.Kind);
        _numbers.WriteFixed64((ulong)span.StatusCode);
        foreach (KeyValueCursor attribute in span.Attributes)
        {
            WriteText(_keys, attribute.Key);
            ValueCursor value = attribute.Value;
            if (value.Kind is ValueKind.String)
            {
                WriteText(_values, value.Bytes);
            }
            else
            {
                _values.WriteFixed64((ulong)value.Int);
            }
        }
    }

    private static void WriteText(ProtobufWriter column, ReadOnlySpan<byte> text)
    {
        column.WriteVarint((uint)text.Length);
        column.WriteRaw(text);
    }

    public void Dispose()
    {
        _ids.Dispose();
        _names.Dispose();
        _numbers.Dispose();
        _keys.Dispose();
        _values.Dispose();
    }
}
