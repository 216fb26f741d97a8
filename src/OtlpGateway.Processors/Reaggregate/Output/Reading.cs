// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;

namespace OtlpGateway.Processors.Reaggregate.Output;

/// <summary>The last values of the live streams of one series, combined.</summary>
internal struct Reading
{
    private Total _total;
    private ulong _time;
    private int _count;

    /// <summary>Adds the last value of one stream.</summary>
    public void Add(in StreamRecord stream, GaugeAggregation aggregation)
    {
        bool isInteger = (stream.Flags & StreamFlags.IsInteger) != 0;
        bool replaces = _count == 0 || aggregation switch
        {
            GaugeAggregation.Last => stream.TimeUnixNano >= _time,
            GaugeAggregation.Min => stream.Number < _total.Value,
            GaugeAggregation.Max => stream.Number > _total.Value,
            _ => false,
        };
        if (replaces)
        {
            _total = default;
            _time = stream.TimeUnixNano;
        }

        _count++;
        if (!replaces && aggregation is not (GaugeAggregation.Sum or GaugeAggregation.Mean))
        {
            return;
        }

        if (isInteger)
        {
            _total.Add((long)stream.Value);
        }
        else
        {
            _total.Add(BitConverter.UInt64BitsToDouble(stream.Value));
        }
    }

    /// <summary>The result, on top of what the series has without its streams.</summary>
    public readonly Total Result(in Total rest, GaugeAggregation aggregation)
    {
        Total total = _total;
        if (aggregation == GaugeAggregation.Mean && _count > 0)
        {
            return new Total { High = total.Value / _count };
        }

        total.Add(rest.Integer);
        total.Add(rest.High);
        total.Add(rest.Low);
        return total;
    }
}
