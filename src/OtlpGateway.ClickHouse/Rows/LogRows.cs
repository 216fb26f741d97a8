// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>ExportLogsServiceRequest to <c>otel_logs</c>: a row a record, dated by its time, or else when it was observed or received.</summary>
internal sealed class LogRows : RequestRows
{
    private readonly LogsBlock _block = new();
    private readonly TelemetryBlock[] _blocks;

    internal LogRows()
        : base(Signal.Logs)
    {
        _blocks = [_block];
    }

    internal override IReadOnlyList<TelemetryBlock> Blocks => _blocks;

    protected override int AddItem(ReadOnlySpan<byte> request, ByteRange item, out int repeated)
    {
        repeated = 0;
        if (!_block.Record.TryRead(request, item, Limits.Received))
        {
            Reject(request, item, DeadLetterReasons.Malformed, 0);
        }
        else if (!Limits.Allows(_block.Record.Timestamp))
        {
            Reject(request, item, DeadLetterReasons.BadEventTime, _block.Record.Timestamp);
        }
        else
        {
            _block.AppendRow(request, Origin);
        }

        return 1;
    }
}
