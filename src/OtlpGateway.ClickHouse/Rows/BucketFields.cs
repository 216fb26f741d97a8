// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One side of an exponential histogram, read, and the two columns that it is written to.</summary>
internal sealed class BucketFields(string side) : IDisposable
{
    private readonly PackedNumbers _counts = new();
    private readonly ArrayOffsets _offsets = new();
    private readonly FixedColumn _countValues = new(side + "BucketCounts", "UInt64");
    private int _offset;

    internal FixedColumn OffsetColumn { get; } = new(side + "Offset", "Int32");

    internal ArrayColumn<FixedColumn> CountsColumn => new(_offsets, _countValues);

    internal void Clear()
    {
        _offset = 0;
        _counts.Clear();
    }

    internal bool TryRead(ReadOnlySpan<byte> message)
    {
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            if (reader.Tag == ((Buckets.Offset << 3) | (int)WireType.Varint))
            {
                _offset = reader.SInt32;
            }
            else if (reader.Field == Buckets.BucketCounts && !_counts.TryAddVarints(in reader))
            {
                return false;
            }
        }

        return reader.Fault == WireFault.None;
    }

    internal void AppendRow(ReadOnlySpan<byte> request)
    {
        OffsetColumn.AppendInt32(_offset);
        _counts.AppendTo(_countValues, request);
        _offsets.EndRow(_counts.Count);
    }

    public void Dispose() => _counts.Dispose();
}
