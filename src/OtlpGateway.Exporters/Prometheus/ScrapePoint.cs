// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>The series of one data point, which are replaced together: a scrape never sees half of a histogram.</summary>
internal sealed class ScrapePoint
{
    private ScrapeSample[] _samples = [];

    /// <summary>Milliseconds since 1970, from the point.</summary>
    public long Timestamp { get; set; } = long.MinValue;

    /// <summary>Milliseconds since 1970, from the gateway's clock.</summary>
    public long ReceivedAt { get; set; }

    public int Count { get; private set; }

    public ReadOnlySpan<ScrapeSample> Samples => _samples.AsSpan(0, Count);

    /// <summary>Puts a sample at a place, reusing the labels that are there when they are the same.</summary>
    public void Set(int place, ReadOnlySpan<byte> labels, ulong bits, NativePart part)
    {
        if (place == _samples.Length)
        {
            Array.Resize(ref _samples, place == 0 ? 1 : place == 1 ? 4 : 2 * place);
        }

        ref ScrapeSample sample = ref _samples[place];
        bool same = place < Count && sample.Part == part && labels.SequenceEqual(sample.Labels);
        sample = same
            ? sample with { Bits = bits }
            : new ScrapeSample { Labels = labels.ToArray(), Bits = bits, Part = part };
        Count = Math.Max(Count, place + 1);
    }

    /// <summary>Whether the sample at a place has these labels.</summary>
    public bool Has(int place, ReadOnlySpan<byte> labels) => place >= 0 && place < Count && labels.SequenceEqual(_samples[place].Labels);

    public void SetExemplar(int place, ScrapeExemplar exemplar) => _samples[place].Exemplar = exemplar;

    public void Truncate(int count) => Count = count;
}
