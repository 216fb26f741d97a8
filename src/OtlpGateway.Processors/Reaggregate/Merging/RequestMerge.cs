// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>Reads a request point by point, each to the merge of its kind.</summary>
internal sealed class RequestMerge
{
    private readonly MergeTables _tables;
    private readonly ReaggregateNames _names;
    private readonly ReaggregateCounts _counts;
    private readonly NumberMerge _numbers;
    private readonly HistogramMerge _histograms;
    private readonly ExponentialMerge _exponentials;
    private readonly SummaryMerge _summaries;

    public RequestMerge(MergeTables tables, ExemplarStore exemplars, Sweeper sweeper, ReaggregateNames names, ReaggregateCounts counts)
    {
        StreamFinder finder = new(tables, sweeper);
        PointBooks books = new(tables, exemplars, counts);
        _tables = tables;
        _names = names;
        _counts = counts;
        _numbers = new NumberMerge(tables, finder, books);
        _histograms = new HistogramMerge(tables, finder, books, counts);
        _exponentials = new ExponentialMerge(tables, finder, books);
        _summaries = new SummaryMerge(tables, finder, books, counts);
    }

    public void Merge(ReadOnlySpan<byte> request, ulong arrival)
    {
        Origin origin = new(_names);
        foreach (ResourceItemsCursor resource in ExportRequest.Resources(request))
        {
            origin.Enter(resource);
            foreach (ScopeItemsCursor scope in resource.Scopes)
            {
                origin.Enter(scope);
                foreach (MetricCursor metric in scope.Metrics)
                {
                    origin.Enter(metric);
                    MergePoints(ref origin, arrival);
                    origin.KeepDescription(_tables);
                }
            }
        }
    }

    private void MergePoints(ref Origin origin, ulong arrival)
    {
        MetricCursor metric = origin.Metric;
        bool hasTemporality = metric.Kind is MetricKind.Sum or MetricKind.Histogram or MetricKind.ExponentialHistogram;
        if (hasTemporality && metric.Temporality is not (Temporality.Delta or Temporality.Cumulative))
        {
            IgnoreAll(metric);
            return;
        }

        switch (metric.Kind)
        {
            case MetricKind.Histogram:
                foreach (HistogramPointCursor point in metric.HistogramPoints)
                {
                    _histograms.Merge(ref origin, point, arrival);
                }

                break;
            case MetricKind.ExponentialHistogram:
                foreach (ExponentialPointCursor point in metric.ExponentialPoints)
                {
                    _exponentials.Merge(ref origin, point, arrival);
                }

                break;
            case MetricKind.Summary:
                foreach (SummaryPointCursor point in metric.SummaryPoints)
                {
                    _summaries.Merge(ref origin, point, arrival);
                }

                break;
            default:
                foreach (NumberPointCursor point in metric.NumberPoints)
                {
                    _numbers.Merge(ref origin, point, arrival);
                }

                break;
        }
    }

    private void IgnoreAll(in MetricCursor metric)
    {
        int points = metric.NumberPoints.Count() + metric.HistogramPoints.Count() + metric.ExponentialPoints.Count();
        for (int i = 0; i < points; i++)
        {
            _counts.Ignore(IgnoreReason.UnknownTemporality);
        }
    }
}
