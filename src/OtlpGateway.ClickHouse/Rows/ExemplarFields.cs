// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using Metrics = OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The exemplars of one point, read, and the columns that they are written to.</summary>
internal sealed class ExemplarFields : IDisposable
{
    private readonly List<Exemplar> _read = [];
    private readonly AttributeMaps _maps;
    private readonly ArrayOffsets _offsets = new();
    private readonly MapColumn _attributes = new("Exemplars.FilteredAttributes");
    private readonly FixedColumn _times = new("Exemplars.TimeUnix", "DateTime64(9)");
    private readonly FixedColumn _values = new("Exemplars.Value", "Float64");
    private readonly StringColumn _spanIds = new("Exemplars.SpanId");
    private readonly StringColumn _traceIds = new("Exemplars.TraceId");

    private bool _any;

    internal ExemplarFields()
    {
        _maps = new AttributeMaps(_attributes);
    }

    internal IEnumerable<NativeColumn> Columns =>
    [
        new ArrayColumn<MapColumn>(_offsets, _attributes),
        new ArrayColumn<FixedColumn>(_offsets, _times),
        new ArrayColumn<FixedColumn>(_offsets, _values),
        new ArrayColumn<StringColumn>(_offsets, _spanIds),
        new ArrayColumn<StringColumn>(_offsets, _traceIds),
    ];

    internal void Clear()
    {
        if (_any)
        {
            _any = false;
            _read.Clear();
            _maps.Clear();
        }
    }

    internal bool TryRead(ReadOnlySpan<byte> request, ByteRange message)
    {
        _any = true;
        Exemplar exemplar = default;
        ProtobufReader reader = new(message.Of(request));
        while (reader.Read())
        {
            ByteRange range = new(message.Start + reader.ValueStart, reader.Position - reader.ValueStart);
            switch (reader.Tag)
            {
                case (Metrics.Exemplar.TimeUnixNano << 3) | (int)WireType.Fixed64:
                    exemplar = exemplar with { Time = reader.Scalar };
                    break;
                case (Metrics.Exemplar.AsDouble << 3) | (int)WireType.Fixed64:
                    exemplar = exemplar with { Value = reader.Double };
                    break;
                case (Metrics.Exemplar.AsInt << 3) | (int)WireType.Fixed64:
                    exemplar = exemplar with { Value = reader.Int64 };
                    break;
                case (Metrics.Exemplar.SpanId << 3) | (int)WireType.Length:
                    exemplar = exemplar with { SpanId = range };
                    break;
                case (Metrics.Exemplar.TraceId << 3) | (int)WireType.Length:
                    exemplar = exemplar with { TraceId = range };
                    break;
                case (Metrics.Exemplar.FilteredAttributes << 3) | (int)WireType.Length:
                    if (!_maps.TryAdd(request, range.Start, range.Length))
                    {
                        return false;
                    }

                    break;
            }
        }

        _maps.EndMap();
        _read.Add(exemplar);
        return reader.Fault == WireFault.None;
    }

    internal void AppendRow(ReadOnlySpan<byte> request)
    {
        _offsets.EndRow(_read.Count);
        if (_read.Count == 0)
        {
            return;
        }

        foreach (Exemplar exemplar in _read)
        {
            _times.AppendUInt64(exemplar.Time);
            _values.AppendFloat64(exemplar.Value);
            _spanIds.AppendId(exemplar.SpanId.Of(request), 8);
            _traceIds.AppendId(exemplar.TraceId.Of(request), 16);
        }

        _maps.Write(request);
    }

    public void Dispose() => _maps.Dispose();

    private readonly record struct Exemplar(ulong Time, double Value, ByteRange SpanId, ByteRange TraceId);
}
