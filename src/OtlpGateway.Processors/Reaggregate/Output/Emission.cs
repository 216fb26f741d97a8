// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Processors.Reaggregate.Merging;
using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Reaggregate.Output;

/// <summary>
/// Writes all series as one request: first it looks which are alive and combines last values, then it writes them in the
/// order of resources, scopes, metrics and series. Changes nothing that a snapshot holds.
/// </summary>
internal sealed class Emission(MergeTables tables, ExemplarStore exemplars, ReaggregateSettings settings, ReaggregateNames names)
{
    private const int None = -1;

    private readonly PointOutput _points = new(tables, exemplars);

    private Reading[] _readings = [];

    /// <param name="now">The time that points are stamped with.</param>
    /// <param name="clock">The time by which streams are alive or not.</param>
    /// <param name="writer">Where the request is appended.</param>
    /// <returns>Points written.</returns>
    public int Write(ulong now, ulong clock, ProtobufWriter writer)
    {
        ReadStreams(clock);
        int[] nextSeries = ArrayPool<int>.Shared.Rent(tables.Series.Count + 1);
        int[] groups = ArrayPool<int>.Shared.Rent((2 * tables.Groups.Count) + 1);
        Span<int> first = groups.AsSpan(0, tables.Groups.Count);
        Span<int> next = groups.AsSpan(tables.Groups.Count, tables.Groups.Count);
        Link(now, nextSeries, first, next);
        int points = 0;
        for (int resource = 0; resource < tables.Groups.Count; resource++)
        {
            if (tables.Groups[resource].Level == GroupLevel.Resource && first[resource] != None)
            {
                points += WriteResource(resource, first, next, nextSeries, now, writer);
            }
        }

        ArrayPool<int>.Shared.Return(groups);
        ArrayPool<int>.Shared.Return(nextSeries);
        Release();
        exemplars.Clear();
        return points;
    }

    /// <summary>Finds out which series are alive, and combines the last values of their streams.</summary>
    private void ReadStreams(ulong clock)
    {
        ulong seconds = clock / MergeTables.NanosPerSecond;
        uint stale = (uint)Math.Clamp(Math.Ceiling(settings.StaleAfter.TotalSeconds), 1, int.MaxValue);
        int readings = 0;
        for (int i = 0; i < tables.Series.Count; i++)
        {
            ref SeriesRecord series = ref tables.Series[i];
            bool isLive = (series.Flags & SeriesFlags.IsOverflow) != 0 && (ulong)series.SeenSeconds + stale >= seconds;
            series.Flags = (series.Flags & ~(SeriesFlags.IsLive | SeriesFlags.IsMarked)) | (isLive ? SeriesFlags.IsLive : SeriesFlags.None);
            if (tables.IsReadAtOutput(series))
            {
                series.Block = readings++;
            }
        }

        _readings = readings == 0 ? [] : ArrayPool<Reading>.Shared.Rent(readings);
        _readings.AsSpan(0, readings).Clear();
        for (int i = 0; i < tables.Streams.Count; i++)
        {
            ref StreamRecord stream = ref tables.Streams[i];
            if ((stream.Flags & StreamFlags.Ended) != 0 || (ulong)stream.SeenSeconds + stale < seconds)
            {
                continue;
            }

            ref SeriesRecord series = ref tables.Series[stream.Series];
            series.Flags |= SeriesFlags.IsLive;
            ref GroupRecord metric = ref tables.Groups[series.Metric];
            if (metric.Kind == MetricKind.Gauge)
            {
                _readings[series.Block].Add(stream, AggregationOf(metric));
            }
            else if (metric.Kind == MetricKind.Sum && !metric.IsMonotonic && (stream.Flags & StreamFlags.IsCumulative) != 0)
            {
                _readings[series.Block].Add(stream, GaugeAggregation.Sum);
            }
        }
    }

    /// <summary>
    /// Chains the children of each group in ascending order; a group without anything to write is in no chain. A series that
    /// starts later than now, because the clock of who wrote the log is ahead of ours, waits.
    /// </summary>
    private void Link(ulong now, int[] nextSeries, Span<int> first, Span<int> next)
    {
        first.Fill(None);
        for (int i = tables.Series.Count - 1; i >= 0; i--)
        {
            ref SeriesRecord series = ref tables.Series[i];
            bool hasBegun = series.StartUnixNano < now || tables.Groups[series.Metric].Kind == MetricKind.Gauge;
            if (hasBegun && (series.Flags & (SeriesFlags.IsLive | SeriesFlags.IsShown)) != 0)
            {
                nextSeries[i] = first[series.Metric];
                first[series.Metric] = i;
            }
        }

        // Parents have lower indexes than their children.
        for (int i = tables.Groups.Count - 1; i >= 0; i--)
        {
            int parent = tables.Groups[i].Parent;
            if (first[i] != None && parent >= 0)
            {
                next[i] = first[parent];
                first[parent] = i;
            }
        }
    }

    private int WriteResource(int resource, Span<int> first, Span<int> next, int[] nextSeries, ulong now, ProtobufWriter writer)
    {
        int points = 0;
        int envelope = writer.BeginMessage(MetricsServiceFields.ExportMetricsServiceRequest.ResourceMetrics, 4096);
        writer.WriteBytesField(MetricsFields.ResourceMetrics.Resource, tables.Text[tables.Groups[resource].Body]);
        for (int scope = first[resource]; scope != None; scope = next[scope])
        {
            int scopeMetrics = writer.BeginMessage(MetricsFields.ResourceMetrics.ScopeMetrics, 4096);
            writer.WriteBytesField(MetricsFields.ScopeMetrics.Scope, tables.Text[tables.Groups[scope].Body]);
            for (int metric = first[scope]; metric != None; metric = next[metric])
            {
                points += WriteMetric(metric, first[metric], nextSeries, now, writer);
            }

            WriteText(MetricsFields.ScopeMetrics.SchemaUrl, tables.Groups[scope].Extra, writer);
            writer.EndMessage(scopeMetrics);
        }

        WriteText(MetricsFields.ResourceMetrics.SchemaUrl, tables.Groups[resource].Extra, writer);
        writer.EndMessage(envelope);
        return points;
    }

    private int WriteMetric(int index, int firstSeries, int[] nextSeries, ulong now, ProtobufWriter writer)
    {
        ref GroupRecord metric = ref tables.Groups[index];
        int message = writer.BeginMessage(MetricsFields.ScopeMetrics.Metrics, 1024);
        WriteText(MetricsFields.Metric.Name, metric.Body, writer);
        WriteText(MetricsFields.Metric.Description, metric.Description, writer);
        WriteText(MetricsFields.Metric.Unit, metric.Extra, writer);
        int data = writer.BeginMessage((int)metric.Kind, 1024);
        GaugeAggregation aggregation = metric.Kind == MetricKind.Gauge ? AggregationOf(metric) : GaugeAggregation.Sum;
        int points = 0;
        for (int i = firstSeries; i != None; i = nextSeries[i])
        {
            ref SeriesRecord series = ref tables.Series[i];
            if ((series.Flags & SeriesFlags.IsLive) != 0)
            {
                Total total = tables.IsReadAtOutput(series) ? _readings[series.Block].Result(series.Total, aggregation) : series.Total;
                _points.Write(metric, series, total, aggregation == GaugeAggregation.Mean, now, writer);
                series.Flags |= SeriesFlags.IsShown;
            }
            else
            {
                _points.WriteMarker(metric, series, now, writer);
                series.Flags = (series.Flags & ~SeriesFlags.IsShown) | SeriesFlags.IsMarked;
            }

            points++;
        }

        WriteAggregation(metric, writer);
        writer.EndMessage(data);
        writer.EndMessage(message);
        return points;
    }

    private static void WriteAggregation(in GroupRecord metric, ProtobufWriter writer)
    {
        if (metric.Kind is MetricKind.Sum or MetricKind.Histogram or MetricKind.ExponentialHistogram)
        {
            writer.WriteVarintField(MetricsFields.Sum.AggregationTemporality, (ulong)Temporality.Cumulative);
        }

        if (metric.Kind == MetricKind.Sum && metric.IsMonotonic)
        {
            writer.WriteBoolField(MetricsFields.Sum.IsMonotonic, true);
        }
    }

    private void WriteText(int field, TextRef text, ProtobufWriter writer)
    {
        if (text.Length > 0)
        {
            writer.WriteBytesField(field, tables.Text[text]);
        }
    }

    private GaugeAggregation AggregationOf(in GroupRecord metric) => names.GaugeOf(tables.Text[metric.Body]);

    private void Release()
    {
        if (_readings.Length > 0)
        {
            ArrayPool<Reading>.Shared.Return(_readings);
            _readings = [];
        }
    }
}
