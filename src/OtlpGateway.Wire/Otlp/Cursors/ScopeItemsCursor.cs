// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Edge;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>ScopeSpans, ScopeMetrics or ScopeLogs.</summary>
public readonly ref struct ScopeItemsCursor : ICursor<ScopeItemsCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _scope;
    private readonly FieldRange _items;
    private readonly FieldRange _schemaUrl;

    private ScopeItemsCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        for (int at = 0; at < message.Length;)
        {
            int start = at;
            if (!EdgeScan.Tag(message, ref at, message.Length, out uint tag))
            {
                break;
            }

            if (tag >> 3 is >= TraceFields.ScopeSpans.Scope and <= TraceFields.ScopeSpans.SchemaUrl)
            {
                if (!EdgeScan.Length(message, tag, ref at, message.Length, out int length))
                {
                    break;
                }

                switch (tag >> 3)
                {
                    case TraceFields.ScopeSpans.Scope:
                        _scope.Extend(start, at + length);
                        break;
                    case TraceFields.ScopeSpans.Spans:
                        _items.Extend(start, at + length);
                        break;
                    default:
                        _schemaUrl = new FieldRange(at, length);
                        break;
                }

                at += length;
            }
            else
            {
                at = EdgeScan.SkipField(message, start);
            }
        }
    }

    /// <inheritdoc/>
    public static ScopeItemsCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The scope; without any content where there is none.</summary>
    public ScopeCursor Scope => new(_scope.Of(_bytes));

    /// <summary>The schema URL of the items, in UTF-8.</summary>
    public ReadOnlySpan<byte> SchemaUrl => _schemaUrl.Of(_bytes);

    /// <summary>The items of a traces request.</summary>
    public CursorSequence<SpanCursor> Spans => new(_items.Of(_bytes), TraceFields.ScopeSpans.Spans);

    /// <summary>The items of a logs request.</summary>
    public CursorSequence<LogRecordCursor> LogRecords => new(_items.Of(_bytes), LogsFields.ScopeLogs.LogRecords);

    /// <summary>The metrics of a metrics request; its items are their data points.</summary>
    public CursorSequence<MetricCursor> Metrics => new(_items.Of(_bytes), MetricsFields.ScopeMetrics.Metrics);
}
