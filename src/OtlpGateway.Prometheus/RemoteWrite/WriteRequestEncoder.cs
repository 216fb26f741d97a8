// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>Makes one request of series after another. Reused: <see cref="Clear"/> starts the next one. Not thread-safe.</summary>
public abstract class WriteRequestEncoder : IDisposable
{
    private const int SampleValue = 1;
    private const int SampleTimestamp = 2;

    private RequestTally _tally;

    public abstract RemoteWriteVersion Version { get; }

    /// <summary>What is in it so far.</summary>
    public RequestTally Tally => _tally;

    /// <summary>An encoder for this version.</summary>
    /// <param name="withMetadata">Type, unit and help of the families go with the request; 2.0 always has them.</param>
    public static WriteRequestEncoder Create(RemoteWriteVersion version, bool withMetadata) =>
        version == RemoteWriteVersion.V1 ? new WriteRequest1Encoder(withMetadata) : new WriteRequest2Encoder();

    public virtual void Clear() => _tally = default;

    /// <summary>Adds a series of a shard by its place there.</summary>
    public void Add(SeriesBlock block, int shard, int position, long oldest) => Add(block, block.SeriesOf(shard)[position], oldest);

    /// <summary>Adds a series, but for points before <paramref name="oldest"/>. Nothing is added where no point is left.</summary>
    public void Add(SeriesBlock block, int series, long oldest)
    {
        SeriesEntry entry = block.Series[series];
        int points = 0;
        int items = 0;
        ReadOnlySpan<PointEntry> all = block.Points;
        for (int at = entry.FirstPoint; at >= 0; at = all[at].Next)
        {
            if (all[at].Timestamp < oldest)
            {
                _tally.TooOld++;
                _tally.TooOldItems += all[at].Items;
            }
            else
            {
                points++;
                items += all[at].Items;
            }
        }

        if (points == 0)
        {
            return;
        }

        _tally.Series++;
        _tally.Items += items;
        _tally.Samples += entry.IsHistogram ? 0 : points;
        _tally.Histograms += entry.IsHistogram ? points : 0;
        _tally.Exemplars += Write(block, entry, oldest);
    }

    /// <summary>The request; valid until the next call.</summary>
    public abstract ReadOnlySpan<byte> Finish();

    public abstract void Dispose();

    /// <summary>Writes the series, and returns how many exemplars it has.</summary>
    private protected abstract int Write(SeriesBlock block, in SeriesEntry series, long oldest);

    /// <summary>A histogram was written as so many samples.</summary>
    private protected void CountConverted(int samples)
    {
        _tally.Histograms--;
        _tally.Samples += samples;
    }

    internal static void WriteSampleFields(ProtobufWriter destination, ulong bits, long timestamp)
    {
        destination.WriteFixed64Field(SampleValue, bits);
        destination.WriteVarintField(SampleTimestamp, (ulong)timestamp);
    }
}
