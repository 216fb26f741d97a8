// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>The resource's own series.</summary>
public sealed partial class MetricsTranslator
{
    private static readonly ulong One = BitConverter.DoubleToUInt64Bits(1);

    private void TranslateTarget<TSink>(in ResourceCursor resource, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        if (!_target.HasIdentity || _target.Latest == 0 || !TryBuildTarget(resource))
        {
            return;
        }

        ulong hash = _targetLabels.Hash(_target.Hash);
        long covered = _target.CoverMore(hash);
        if (_target.Latest <= covered)
        {
            return;
        }

        sink.Family(new MetricFamily(_target.Name, MetricType.Gauge, default, "Target metadata"u8));
        sink.Target(hash);
        ReadOnlySpan<byte> labels = _targetLabels.Series(_target.NameLabel);
        long at = Math.Max(Math.Max(_target.Earliest, covered + 1), _target.Latest - (TargetInfo.Interval * TargetInfo.MostSamples));
        for (; at < _target.Latest; at += TargetInfo.Interval)
        {
            sink.Sample(labels, new SampleValue(One, at, 0));
        }

        sink.Sample(labels, new SampleValue(One, _target.Latest, 0));
    }

    /// <summary>False when the resource has nothing to say beyond who it is.</summary>
    private bool TryBuildTarget(in ResourceCursor resource)
    {
        _targetLabels.Clear();
        ShareExternalLabels(_targetLabels);
        _target.ShareIdentity(_targetLabels);
        bool hasMore = false;
        foreach (KeyValueCursor attribute in resource.Attributes)
        {
            if (!TargetInfo.IsIdentifying(attribute.Key))
            {
                // What makes no label is left out here: the points have been counted already.
                hasMore |= _targetLabels.TryShare(default, attribute, LabelRank.Resource);
            }
        }

        _targetLabels.Seal();
        _ = _targetLabels.TryBuild(default, default);
        return hasMore;
    }
}
