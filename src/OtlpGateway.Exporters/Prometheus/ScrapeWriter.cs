// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Prometheus.Series;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>
/// Writes families in the Prometheus text format 0.0.4 or in OpenMetrics 1.0. The two call a counter's family, its type line and
/// its times differently; the samples are the same.
/// </summary>
internal sealed class ScrapeWriter(IBufferWriter<byte> output, bool openMetrics, bool timestamps)
{
    public const string TextType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private const int MostDigits = 32;
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\\"\n"u8);

    public void WriteFamily(ScrapeFamily family)
    {
        ScrapeFamilyHead head = ScrapeFamilyHead.Of(family, openMetrics);
        WriteHelp(head.Name, family.Help);
        Text("# TYPE "u8);
        Text(head.Name);
        Text(" "u8);
        Text(head.Type);
        Text("\n"u8);
        if (openMetrics && head.HasUnit)
        {
            Text("# UNIT "u8);
            Text(head.Name);
            Text(" "u8);
            Text(family.Unit);
            Text("\n"u8);
        }

        foreach (ScrapePoint point in family.Points.Values)
        {
            foreach (ref readonly ScrapeSample sample in point.Samples)
            {
                WriteSample(sample, point.Timestamp);
            }
        }
    }

    /// <summary>What stands behind the last family.</summary>
    public void End()
    {
        if (openMetrics)
        {
            Text("# EOF\n"u8);
        }
    }

    private void WriteHelp(ReadOnlySpan<byte> name, ReadOnlySpan<byte> help)
    {
        if (help.IsEmpty)
        {
            return;
        }

        Text("# HELP "u8);
        Text(name);
        Text(" "u8);
        Escaped(help, quotes: openMetrics);
        Text("\n"u8);
    }

    private void WriteSample(in ScrapeSample sample, long timestamp)
    {
        WriteName(sample);
        WriteLabels(sample.Labels, sample.Part == NativePart.Bucket ? "+Inf"u8 : default);
        Text(" "u8);
        Number(BitConverter.UInt64BitsToDouble(sample.Bits));
        if (timestamps)
        {
            Text(" "u8);
            Time(timestamp);
        }

        if (openMetrics && sample.Exemplar is { } exemplar)
        {
            WriteExemplar(exemplar);
        }

        Text("\n"u8);
    }

    private void WriteName(in ScrapeSample sample)
    {
        LabelReader labels = new(sample.Labels);
        while (labels.Read())
        {
            if (labels.Name.SequenceEqual("__name__"u8))
            {
                Text(labels.Value);
                break;
            }
        }

        Text(sample.Part switch
        {
            NativePart.Bucket => "_bucket"u8,
            NativePart.Count => "_count"u8,
            NativePart.Sum => "_sum"u8,
            _ => default,
        });
    }

    private void WriteLabels(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> bound)
    {
        bool any = false;
        LabelReader labels = new(bytes);
        while (labels.Read())
        {
            if (!labels.Name.SequenceEqual("__name__"u8))
            {
                WriteLabel(labels.Name, labels.Value, ref any);
            }
        }

        if (!bound.IsEmpty)
        {
            WriteLabel("le"u8, bound, ref any);
        }

        if (any)
        {
            Text("}"u8);
        }
    }

    private void WriteLabel(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref bool any)
    {
        Text(any ? ","u8 : "{"u8);
        any = true;
        Text(name);
        Text("=\""u8);
        Escaped(value, quotes: true);
        Text("\""u8);
    }

    private void WriteExemplar(ScrapeExemplar exemplar)
    {
        Text(" # "u8);
        if (exemplar.Labels.Length == 0)
        {
            Text("{}"u8);
        }
        else
        {
            WriteLabels(exemplar.Labels, default);
        }

        Text(" "u8);
        Number(exemplar.Value);
        if (exemplar.Timestamp > 0)
        {
            Text(" "u8);
            Time(exemplar.Timestamp);
        }
    }

    private void Escaped(ReadOnlySpan<byte> text, bool quotes)
    {
        while (text.IndexOfAny(Special) is var at && at >= 0)
        {
            Text(text[..at]);
            Text(text[at] switch
            {
                (byte)'\\' => "\\\\"u8,
                (byte)'\n' => "\\n"u8,
                _ => quotes ? "\\\""u8 : "\""u8,
            });
            text = text[(at + 1)..];
        }

        Text(text);
    }

    private void Number(double value)
    {
        if (double.IsInfinity(value))
        {
            Text(value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }

        Span<byte> digits = output.GetSpan(MostDigits);
        value.TryFormat(digits, out int length, "R", CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    /// <summary>Milliseconds, or seconds with what is left of them.</summary>
    private void Time(long milliseconds)
    {
        Span<byte> digits = output.GetSpan(MostDigits);
        int length;
        if (openMetrics)
        {
            ((decimal)milliseconds / 1000).TryFormat(digits, out length, "0.###", CultureInfo.InvariantCulture);
        }
        else
        {
            Utf8Formatter.TryFormat(milliseconds, digits, out length);
        }

        output.Advance(length);
    }

    private void Text(ReadOnlySpan<byte> text) => output.Write(text);
}
