// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>Writes the histogram message that both versions of remote write have in common.</summary>
internal static class HistogramWriter
{
    public const int CountInt = 1;
    public const int Sum = 3;
    private const int Schema = 4;
    private const int ZeroThreshold = 5;
    private const int ZeroCountInt = 6;
    private const int NegativeSpans = 8;
    private const int NegativeDeltas = 9;
    public const int PositiveSpans = 11;
    public const int PositiveDeltas = 12;
    private const int Timestamp = 15;
    public const int CustomValues = 16;
    private const int SpanOffset = 1;
    private const int SpanLength = 2;

    /// <summary>The message's body, but for the start timestamp.</summary>
    public static void Write(ProtobufWriter destination, NativeHistogram histogram)
    {
        destination.WriteVarintField(CountInt, histogram.Count);
        destination.WriteFixed64Field(Sum, histogram.SumBits);
        destination.WriteSInt32Field(Schema, histogram.Schema);
        if (histogram.Schema != NativeHistogram.CustomBuckets)
        {
            destination.WriteDoubleField(ZeroThreshold, histogram.ZeroThreshold);
        }

        // Always there: which of the two kinds of zero count is set says which kind of histogram it is.
        destination.WriteVarintField(ZeroCountInt, histogram.ZeroCount);
        WriteSide(destination, histogram.Negative, NegativeSpans, NegativeDeltas);
        WriteSide(destination, histogram.Positive, PositiveSpans, PositiveDeltas);
        destination.WriteVarintField(Timestamp, (ulong)histogram.Timestamp);
        if (histogram.CustomBounds.Count > 0)
        {
            destination.WriteTag(CustomValues, WireType.Length);
            destination.WriteVarint((uint)(histogram.CustomBounds.Count * sizeof(double)));
            foreach (double bound in histogram.CustomBounds)
            {
                destination.WriteFixed64(BitConverter.DoubleToUInt64Bits(bound));
            }
        }
    }

    private static void WriteSide(ProtobufWriter destination, BucketList buckets, int spansField, int deltasField)
    {
        foreach (BucketSpan span in buckets.Spans)
        {
            int message = destination.BeginMessage(spansField);
            destination.WriteSInt32Field(SpanOffset, span.Offset);
            destination.WriteVarintField(SpanLength, (uint)span.Length);
            destination.EndMessage(message);
        }

        if (buckets.Counts.Count > 0)
        {
            int message = destination.BeginMessage(deltasField);
            long last = 0;
            foreach (ulong count in buckets.Counts)
            {
                destination.WriteVarint(Varint.ZigZag((long)count - last));
                last = (long)count;
            }

            destination.EndMessage(message);
        }
    }
}
