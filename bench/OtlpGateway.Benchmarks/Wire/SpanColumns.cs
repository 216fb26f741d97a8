// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Benchmarks.Wire;

/// <summary>
/// Spans as columns, as a column store takes them: every field, every attribute; numbers in arrays, strings in a row, each
/// behind its length.
/// </summary>
internal sealed class SpanColumns(int rows) : IDisposable
{
    private readonly byte[] _traceIds = new byte[16 * rows];
    private readonly byte[] _spanIds = new byte[8 * rows];
    private readonly byte[] _parentIds = new byte[8 * rows];
    private readonly ulong[] _starts = new ulong[rows];
    private readonly ulong[] _durations = new ulong[rows];
    private readonly int[] _kinds = new int[rows];
    private readonly int[] _codes = new int[rows];
    private readonly int[] _attributeEnds = new int[rows];
    private readonly ProtobufWriter _names = new();
    private readonly ProtobufWriter _messages = new();
    private readonly ProtobufWriter _keys = new();
    private readonly ProtobufWriter _values = new();

    /// <summary>Fills the columns anew and returns the number of rows.</summary>
    internal int Fill(ReadOnlySpan<byte> request)
    {
        _names.Clear();
        _messages.Clear();
        _keys.Clear();
        _values.Clear();
        int row = 0;
        int attributes = 0;
        foreach (ResourceItemsCursor resource in ExportRequest.Resources(request))
        {
            foreach (ScopeItemsCursor scope in resource.Scopes)
            {
                foreach (SpanCursor span in scope.Spans)
                {
                    AddFields(span, row);
                    attributes += AddAttributes(span);
                    _attributeEnds[row++] = attributes;
                }
            }
        }

        return row;
    }

    private void AddFields(in SpanCursor span, int row)
    {
        span.TraceId.CopyTo(_traceIds.AsSpan(16 * row));
        span.SpanId.CopyTo(_spanIds.AsSpan(8 * row));
        span.ParentSpanId.CopyTo(_parentIds.AsSpan(8 * row));
        _starts[row] = span.StartTimeUnixNano;
        _durations[row] = span.EndTimeUnixNano - span.StartTimeUnixNano;
        _kinds[row] = span.Kind;
        _codes[row] = span.StatusCode;
        _names.WriteLengthPrefixed(span.Name);
        _messages.WriteLengthPrefixed(span.StatusMessage);
    }

    private int AddAttributes(in SpanCursor span)
    {
        int count = 0;
        foreach (KeyValueCursor attribute in span.Attributes)
        {
            count++;
            _keys.WriteLengthPrefixed(attribute.Key);
            ValueCursor value = attribute.Value;
            if (value.Kind is ValueKind.String)
            {
                _values.WriteLengthPrefixed(value.Bytes);
            }
            else
            {
                _values.WriteFixed64((ulong)value.Int);
            }
        }

        return count;
    }

    public void Dispose()
    {
        _names.Dispose();
        _messages.Dispose();
        _keys.Dispose();
        _values.Dispose();
    }
}
