// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text;

namespace OtlpGateway.Telemetry;

/// <summary>
/// Writes families in the Prometheus text format 0.0.4. OpenMetrics is not offered: it forces <c>_total</c> on every
/// counter, so that a metric would have another name for each scraper that asks for it.
/// </summary>
internal sealed class PrometheusTextWriter(IBufferWriter<byte> output, PrometheusReaderOptions options, string constantLabels)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly byte[] _constantLabels = Encoding.UTF8.GetBytes(ConstantLabels(options, constantLabels));

    public void WriteFamily(MetricFamily family, IReadOnlyList<MetricSeries> series)
    {
        string name = ServedName(family);
        WriteHead(name, family.Help, TypeText(family.Kind));
        foreach (MetricSeries one in series)
        {
            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(name, one, family.Bounds);
            }
            else
            {
                WriteSample(name, "", one.Labels, "", PrometheusText.Number(one.Value));
            }
        }
    }

    /// <summary>Writes a family of one series that no instrument records: <c>target_info</c> and the handler's own.</summary>
    public void WriteSingle(string name, string type, string help, ReadOnlySpan<byte> labels, double value)
    {
        WriteHead(name, help, type);
        Text(name);
        Text("{");
        output.Write(labels);
        Text("} ");
        Text(PrometheusText.Number(value));
        Text("\n");
    }

    private static string ConstantLabels(PrometheusReaderOptions options, string resourceLabels)
    {
        string scope = options.WithoutScopeInfo ? "" : $"otel_scope_name=\"{GatewayMeter.Name}\",otel_scope_version=\"\"";
        return scope.Length == 0 || resourceLabels.Length == 0 ? scope + resourceLabels : $"{scope},{resourceLabels}";
    }

    private static string TypeText(MetricKind kind) => kind switch
    {
        MetricKind.Counter or MetricKind.ObservedCounter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private string ServedName(MetricFamily family)
    {
        string name = family.Name;
        string unit = options.WithoutUnits ? "" : PrometheusText.UnitSuffix(family.Unit);
        if (unit.Length > 0 && !name.EndsWith($"_{unit}", StringComparison.Ordinal))
        {
            name = $"{name}_{unit}";
        }

        bool counter = family.Kind is MetricKind.Counter or MetricKind.ObservedCounter;
        return counter && !options.WithoutTypeSuffix ? $"{name}_total" : name;
    }

    private void WriteHistogram(string name, MetricSeries series, double[] bounds)
    {
        // Recording takes no lock: a measurement in flight may be in the count and not yet in the sum.
        double sum = series.Value;
        long count = 0;
        for (int i = 0; i <= bounds.Length; i++)
        {
            count += Interlocked.Read(in series.Buckets[i]);
            string bound = i == bounds.Length ? "+Inf" : PrometheusText.Number(bounds[i]);
            WriteSample(name, "_bucket", series.Labels, $"le=\"{bound}\"", PrometheusText.Number(count));
        }

        WriteSample(name, "_sum", series.Labels, "", PrometheusText.Number(sum));
        WriteSample(name, "_count", series.Labels, "", PrometheusText.Number(count));
    }

    private void WriteHead(string name, string help, string type)
    {
        if (help.Length > 0)
        {
            Text($"# HELP {name} {PrometheusText.HelpText(help)}\n");
        }

        Text($"# TYPE {name} {type}\n");
    }

    private void WriteSample(string name, string suffix, ReadOnlySpan<byte> labels, string extraLabel, string value)
    {
        Text(name);
        Text(suffix);
        if (labels.Length + _constantLabels.Length + extraLabel.Length > 0)
        {
            Text("{");
            output.Write(labels);
            Text(labels.Length > 0 && _constantLabels.Length > 0 ? "," : "");
            output.Write(_constantLabels);
            Text(extraLabel.Length > 0 && labels.Length + _constantLabels.Length > 0 ? "," : "");
            Text(extraLabel);
            Text("}");
        }

        Text(" ");
        Text(value);
        Text("\n");
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text, output);
}
