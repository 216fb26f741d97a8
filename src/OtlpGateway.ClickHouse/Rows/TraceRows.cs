// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>ExportTraceServiceRequest to <c>otel_traces</c>: a row a span, dated by its start.</summary>
internal sealed class TraceRows : RequestRows
{
    private readonly TracesBlock _block = new();
    private readonly TelemetryBlock[] _blocks;

    internal TraceRows()
        : base(Signal.Traces)
    {
        _blocks = [_block];
    }

    internal override IReadOnlyList<TelemetryBlock> Blocks => _blocks;

    protected override int AddItem(ReadOnlySpan<byte> request, ByteRange item, out int repeated)
    {
        repeated = 0;
        if (!_block.Span.TryRead(request, item))
        {
            Reject(request, item, DeadLetterReasons.Malformed, 0);
        }
        else if (!Limits.Allows(_block.Span.Row.StartTime))
        {
            Reject(request, item, DeadLetterReasons.BadEventTime, _block.Span.Row.StartTime);
        }
        else
        {
            _block.AppendRow(request, Origin);
        }

        return 1;
    }
}
