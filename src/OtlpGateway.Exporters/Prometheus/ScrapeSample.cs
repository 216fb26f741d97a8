// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>What is kept of one series. Text is made of it when somebody asks.</summary>
internal struct ScrapeSample
{
    /// <summary>As the translation gives them; see <see cref="OtlpGateway.Prometheus.Labels.LabelReader"/>.</summary>
    public byte[] Labels;

    /// <summary>The bits of the value.</summary>
    public ulong Bits;

    /// <summary>What of a native histogram it is, which the text formats know only in parts.</summary>
    public NativePart Part;

    /// <summary>The newest one; null when there is none.</summary>
    public ScrapeExemplar? Exemplar;
}

/// <summary>Which classic series stands for a native histogram.</summary>
internal enum NativePart : byte
{
    /// <summary>None: the series is as its labels say.</summary>
    None,

    /// <summary>The bucket without an upper bound.</summary>
    Bucket,

    Count,

    Sum,
}

/// <param name="Labels">As the translation gives them.</param>
/// <param name="Value">The value.</param>
/// <param name="Timestamp">Milliseconds since 1970; 0 when unknown.</param>
internal sealed record ScrapeExemplar(byte[] Labels, double Value, long Timestamp);
