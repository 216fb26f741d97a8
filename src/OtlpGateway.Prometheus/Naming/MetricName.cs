// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Prometheus.Series;

namespace OtlpGateway.Prometheus.Naming;

/// <summary>A translated metric name with the <c>__name__</c> labels of all its series, made once.</summary>
internal sealed class MetricName
{
    public MetricName(string name, string unit)
    {
        Name = Encoding.UTF8.GetBytes(name);
        Unit = Encoding.UTF8.GetBytes(unit);
        Label = LabelOf(name);
        BucketLabel = LabelOf(name + "_bucket");
        CountLabel = LabelOf(name + "_count");
        SumLabel = LabelOf(name + "_sum");
        Hash = ByteHash.Of(Name);
    }

    /// <summary>Empty when the metric has no name in Prometheus.</summary>
    public byte[] Name { get; }

    /// <summary>In words.</summary>
    public byte[] Unit { get; }

    /// <summary>The <c>__name__</c> label of the series that is named as the family is.</summary>
    public byte[] Label { get; }

    public byte[] BucketLabel { get; }

    public byte[] CountLabel { get; }

    public byte[] SumLabel { get; }

    public ulong Hash { get; }

    private static byte[] LabelOf(string name) => LabelWriter.Make(LabelNames.Name, Encoding.UTF8.GetBytes(name));
}
