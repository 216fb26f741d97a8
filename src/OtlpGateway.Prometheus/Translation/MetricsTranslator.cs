// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Prometheus.Deltas;
using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>
/// Turns metrics requests into Prometheus series, straight from their bytes: see
/// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/, and Prometheus' own
/// <c>prometheusremotewrite</c> where that leaves a choice.
/// </summary>
/// <remarks>
/// Not thread-safe: it keeps names, buffers, and the totals of delta streams between requests. Requests are translated in
/// the order in which they came.
/// </remarks>
public sealed partial class MetricsTranslator : IDisposable
{
    private readonly TranslationOptions _options;
    private readonly MetricNameCache _names;
    private readonly PointLabels _labels;
    private readonly PointLabels _targetLabels;
    private readonly KeyValuePair<byte[], byte[]>[] _externalLabels;
    private readonly BoundLabels _bounds = new();
    private readonly NativeHistogram _native = new();
    private readonly ExponentialDelta _exponential = new();
    private readonly ProtobufWriter _scratch = new(256);
    private readonly ExemplarLabels _exemplarLabels;
    private readonly List<ulong> _counts = [];
    private readonly DeltaStreams _deltas;
    private readonly TargetInfo _target;
    private TranslationTally _tally = new();
    private long _oldest;
    private long _furthest;
    private long _now;

    public MetricsTranslator(TranslationOptions options)
    {
        _options = options;
        bool escape = options.Strategy.Escapes();
        _names = new MetricNameCache(new MetricNameRules(options.Strategy, options.Namespace));
        _labels = new PointLabels(escape);
        _targetLabels = new PointLabels(escape);
        _exemplarLabels = new ExemplarLabels(escape);
        _externalLabels = [.. options.ExternalLabels.Select(label => KeyValuePair.Create(Encoding.UTF8.GetBytes(label.Key), Encoding.UTF8.GetBytes(label.Value)))];
        _deltas = new DeltaStreams(options.MostDeltaStreams, (long)options.DeltaStreamExpiry.TotalMilliseconds);
        _target = new TargetInfo(options.Namespace);
        CustomBuckets = options.CustomBuckets;
    }

    /// <summary>As the option of that name; it may change between requests, when a receiver turns out not to know such histograms.</summary>
    public bool CustomBuckets { get; set; }

    /// <summary>Streams whose deltas are being added up.</summary>
    public int DeltaStreamCount => _deltas.Count;

    /// <summary>Pushes the series of a request that the edge has checked.</summary>
    /// <param name="now">The gateway's time, in milliseconds since 1970.</param>
    /// <param name="tally">What became of its points is added to it.</param>
    public void Translate<TSink>(ReadOnlySpan<byte> request, ref TSink sink, long now, TranslationTally tally)
        where TSink : ISeriesSink, allows ref struct
    {
        _tally = tally;
        _now = now;
        _oldest = _options.OldestPoint > TimeSpan.Zero ? now - (long)_options.OldestPoint.TotalMilliseconds : long.MinValue;
        _furthest = _options.FurthestPoint > TimeSpan.Zero ? now + (long)_options.FurthestPoint.TotalMilliseconds : long.MaxValue;
        _deltas.Expire(now);
        foreach (ResourceItemsCursor resource in ExportRequest.Resources(request))
        {
            _target.BeginResource(resource.Resource);
            foreach (ScopeItemsCursor scope in resource.Scopes)
            {
                TranslateScope(resource, scope, ref sink);
            }

            if (_options.TargetInfo)
            {
                TranslateTarget(resource.Resource, ref sink);
            }
        }
    }

    public void Dispose()
    {
        _names.Dispose();
        _labels.Dispose();
        _targetLabels.Dispose();
        _bounds.Dispose();
        _scratch.Dispose();
        _exemplarLabels.Dispose();
        _target.Dispose();
    }

    private void TranslateScope<TSink>(in ResourceItemsCursor resource, in ScopeItemsCursor scope, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        bool isValid = TryShareLabels(resource.Resource, scope);
        foreach (MetricCursor metric in scope.Metrics)
        {
            MetricName name = _names.Find(metric);
            if (!isValid || name.Name.Length == 0)
            {
                _tally.Drop(PointFault.InvalidName, CountPoints(metric));
                continue;
            }

            TranslateMetric(metric, name, ref sink);
        }
    }

    private void TranslateMetric<TSink>(in MetricCursor metric, MetricName name, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        bool hasTemporality = metric.Kind is MetricKind.Sum or MetricKind.Histogram or MetricKind.ExponentialHistogram;
        if (hasTemporality && metric.Temporality is not (Temporality.Delta or Temporality.Cumulative))
        {
            _tally.Drop(PointFault.NoTemporality, CountPoints(metric));
            return;
        }

        if (metric.Kind == MetricKind.ExponentialHistogram && !_options.NativeHistograms)
        {
            _tally.Drop(PointFault.NativeHistogram, CountPoints(metric));
            return;
        }

        sink.Family(new MetricFamily(name.Name, MetricTypes.Of(metric), name.Unit, metric.Description));
        switch (metric.Kind)
        {
            case MetricKind.Gauge or MetricKind.Sum:
                TranslateNumbers(metric, name, ref sink);
                break;
            case MetricKind.Histogram:
                TranslateHistograms(metric, name, ref sink);
                break;
            case MetricKind.ExponentialHistogram:
                TranslateExponentials(metric, name, ref sink);
                break;
            case MetricKind.Summary:
                TranslateSummaries(metric, name, ref sink);
                break;
            default:
                break;
        }
    }

    private bool TryShareLabels(in ResourceCursor resource, in ScopeItemsCursor scope)
    {
        _labels.Clear();
        ShareExternalLabels(_labels);
        _target.ShareIdentity(_labels);
        bool isValid = !_options.ResourceLabels || TryShareResource(resource);
        if (_options.ScopeLabels)
        {
            ScopeCursor instrumentation = scope.Scope;
            _labels.Share("otel_scope_name"u8, instrumentation.Name, LabelRank.Scope);
            _labels.Share("otel_scope_version"u8, instrumentation.Version, LabelRank.Scope);
            _labels.Share("otel_scope_schema_url"u8, scope.SchemaUrl, LabelRank.Scope);
            foreach (KeyValueCursor attribute in instrumentation.Attributes)
            {
                isValid &= _labels.TryShare("otel_scope_"u8, attribute, LabelRank.Scope);
            }
        }

        _labels.Seal();
        return isValid;
    }

    private bool TryShareResource(in ResourceCursor resource)
    {
        bool isValid = true;
        foreach (KeyValueCursor attribute in resource.Attributes)
        {
            if (!_options.ExcludeServiceAttributes || !TargetInfo.IsIdentifying(attribute.Key))
            {
                isValid &= _labels.TryShare(default, attribute, LabelRank.Resource);
            }
        }

        return isValid;
    }

    private void ShareExternalLabels(PointLabels labels)
    {
        foreach ((byte[] name, byte[] value) in _externalLabels)
        {
            labels.Share(name, value, LabelRank.External);
        }
    }

    /// <summary>Whether the point has its place in time; where it has not, it is counted.</summary>
    private bool IsInTime(PointTime time)
    {
        if (time.Timestamp <= 0)
        {
            _tally.Drop(PointFault.InvalidPoint);
            return false;
        }

        if (time.Timestamp < _oldest)
        {
            _tally.Drop(PointFault.TooOld);
            return false;
        }

        if (time.Timestamp > _furthest)
        {
            _tally.Drop(PointFault.InFuture);
            return false;
        }

        return true;
    }

    private static int CountPoints(in MetricCursor metric) => metric.Kind switch
    {
        MetricKind.Gauge or MetricKind.Sum => metric.NumberPoints.Count(),
        MetricKind.Histogram => metric.HistogramPoints.Count(),
        MetricKind.ExponentialHistogram => metric.ExponentialPoints.Count(),
        MetricKind.Summary => metric.SummaryPoints.Count(),
        _ => 0,
    };
}
