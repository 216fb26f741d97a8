// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Prometheus.Naming;
using RemoteWrite.V1;

namespace OtlpGateway.Benchmarks.RemoteWrite;

/// <summary>The translation as one writes it with the official messages, for the metrics that the benchmark has.</summary>
internal sealed class ObjectTranslator
{
    private readonly MetricNameRules _rules = new(TranslationStrategy.UnderscoreEscapingWithSuffixes);
    private readonly Dictionary<(string, string, bool), string> _names = [];
    private readonly Dictionary<string, string> _labels = [];
    private readonly Dictionary<double, string> _bounds = [];

    public WriteRequest Translate(byte[] bytes)
    {
        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.Parser.ParseFrom(bytes);
        WriteRequest result = new();
        foreach (ResourceMetrics resource in request.ResourceMetrics)
        {
            string job = resource.Resource.Attributes.First(attribute => attribute.Key == "service.name").Value.StringValue;
            foreach (ScopeMetrics scope in resource.ScopeMetrics)
            {
                List<Label> shared = [Of("job", job), Of("otel_scope_name", scope.Scope.Name), Of("otel_scope_version", scope.Scope.Version)];
                foreach (Metric metric in scope.Metrics)
                {
                    Translate(metric, shared, result);
                }
            }

            result.Timeseries.Add(Target(resource, job));
        }

        return result;
    }

    private void Translate(Metric metric, List<Label> shared, WriteRequest result)
    {
        bool isCounter = metric.DataCase == Metric.DataOneofCase.Sum && metric.Sum.IsMonotonic;
        if (!_names.TryGetValue((metric.Name, metric.Unit, isCounter), out string? name))
        {
            _names[(metric.Name, metric.Unit, isCounter)] = name = _rules.Translate(metric.Name, metric.Unit, isCounter, isGauge: false);
        }

        if (isCounter)
        {
            foreach (NumberDataPoint point in metric.Sum.DataPoints)
            {
                Add(result, name, point.Attributes, shared, null, point.AsInt, point.TimeUnixNano);
            }

            return;
        }

        foreach (HistogramDataPoint point in metric.Histogram.DataPoints)
        {
            ulong below = 0;
            for (int i = 0; i < point.ExplicitBounds.Count; i++)
            {
                below += point.BucketCounts[i];
                Add(result, name + "_bucket", point.Attributes, shared, Bound(point.ExplicitBounds[i]), below, point.TimeUnixNano);
            }

            Add(result, name + "_bucket", point.Attributes, shared, "+Inf", point.Count, point.TimeUnixNano);
            Add(result, name + "_sum", point.Attributes, shared, null, point.Sum, point.TimeUnixNano);
            Add(result, name + "_count", point.Attributes, shared, null, point.Count, point.TimeUnixNano);
        }
    }

    private void Add(WriteRequest result, string name, IEnumerable<KeyValue> attributes, List<Label> shared, string? bound, double value, ulong time)
    {
        List<Label> labels = [.. shared, Of("__name__", name)];
        foreach (KeyValue attribute in attributes)
        {
            labels.Add(Of(Name(attribute.Key), Text(attribute.Value)));
        }

        if (bound is not null)
        {
            labels.Add(Of("le", bound));
        }

        labels.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        TimeSeries series = new();
        series.Labels.AddRange(labels);
        series.Samples.Add(new Sample { Value = value, Timestamp = (long)(time / 1_000_000) });
        result.Timeseries.Add(series);
    }

    private TimeSeries Target(ResourceMetrics resource, string job)
    {
        List<Label> labels = [Of("job", job), Of("__name__", "target_info")];
        foreach (KeyValue attribute in resource.Resource.Attributes.Where(attribute => attribute.Key != "service.name"))
        {
            labels.Add(Of(Name(attribute.Key), attribute.Value.StringValue));
        }

        labels.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        TimeSeries series = new();
        series.Labels.AddRange(labels);
        ulong time = resource.ScopeMetrics[0].Metrics[0].Histogram.DataPoints[0].TimeUnixNano;
        series.Samples.Add(new Sample { Value = 1, Timestamp = (long)(time / 1_000_000) });
        return series;
    }

    private string Name(string key)
    {
        if (!_labels.TryGetValue(key, out string? name))
        {
            _labels[key] = name = string.Concat(key.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        }

        return name;
    }

    private string Bound(double bound)
    {
        if (!_bounds.TryGetValue(bound, out string? text))
        {
            _bounds[bound] = text = bound.ToString(CultureInfo.InvariantCulture);
        }

        return text;
    }

    private static string Text(AnyValue value) => value.ValueCase == AnyValue.ValueOneofCase.StringValue
        ? value.StringValue
        : value.IntValue.ToString(CultureInfo.InvariantCulture);

    private static Label Of(string name, string value) => new() { Name = name, Value = value };
}
