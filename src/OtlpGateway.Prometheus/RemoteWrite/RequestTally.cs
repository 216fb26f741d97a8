// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>What is in a request, and what was left out of it.</summary>
public record struct RequestTally
{
    public int Series { get; set; }

    public int Samples { get; set; }

    public int Histograms { get; set; }

    public int Exemplars { get; set; }

    /// <summary>Data points that the request stands for.</summary>
    public int Items { get; set; }

    /// <summary>Samples and histograms that are older than what is sent.</summary>
    public int TooOld { get; set; }

    /// <summary>Data points of those.</summary>
    public int TooOldItems { get; set; }

    /// <summary>What came since another state of the same tally.</summary>
    public readonly RequestTally Since(in RequestTally before) => new()
    {
        Series = Series - before.Series,
        Samples = Samples - before.Samples,
        Histograms = Histograms - before.Histograms,
        Exemplars = Exemplars - before.Exemplars,
        Items = Items - before.Items,
        TooOld = TooOld - before.TooOld,
        TooOldItems = TooOldItems - before.TooOldItems,
    };

    public readonly bool IsEmpty => Samples + Histograms == 0;
}
