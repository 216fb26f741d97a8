// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>Reads a histogram with bounds of its own back from the message that <see cref="HistogramWriter"/> made. Reused.</summary>
internal sealed class CustomBucketReader
{
    private const int SpanOffset = 1;
    private const int SpanLength = 2;

    private readonly List<(int Offset, int Length)> _spans = [];
    private readonly List<double> _bounds = [];
    private readonly List<ulong> _counts = [];
    private readonly List<ulong> _populated = [];

    public ulong Count { get; private set; }

    public ulong SumBits { get; private set; }

    /// <summary>Upper bounds of all buckets but the last.</summary>
    public IReadOnlyList<double> Bounds => _bounds;

    /// <summary>What is in a bucket and all below it.</summary>
    public ulong Below(int bucket)
    {
        ulong below = 0;
        for (int i = 0; i <= bucket && i < _counts.Count; i++)
        {
            below += _counts[i];
        }

        return below;
    }

    public void Read(ReadOnlySpan<byte> message)
    {
        Count = 0;
        SumBits = 0;
        _spans.Clear();
        _bounds.Clear();
        _counts.Clear();
        _populated.Clear();
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case HistogramWriter.CountInt:
                    Count = reader.Scalar;
                    break;
                case HistogramWriter.Sum:
                    SumBits = reader.Scalar;
                    break;
                case HistogramWriter.PositiveSpans:
                    ReadSpan(reader.Bytes);
                    break;
                case HistogramWriter.PositiveDeltas:
                    ReadDeltas(reader.Bytes);
                    break;
                case HistogramWriter.CustomValues:
                    ReadBounds(reader.Bytes);
                    break;
                default:
                    break;
            }
        }

        Spread();
    }

    private void ReadSpan(ReadOnlySpan<byte> message)
    {
        int offset = 0;
        int length = 0;
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            offset = reader.Field == SpanOffset ? reader.SInt32 : offset;
            length = reader.Field == SpanLength ? reader.Int32 : length;
        }

        _spans.Add((offset, length));
    }

    private void ReadDeltas(ReadOnlySpan<byte> packed)
    {
        long count = 0;
        for (int at = 0; at < packed.Length && Varint.TryRead(packed, ref at, out ulong delta, out _);)
        {
            count += (long)(delta >> 1) ^ -(long)(delta & 1);
            _populated.Add((ulong)count);
        }
    }

    private void ReadBounds(ReadOnlySpan<byte> packed)
    {
        for (; packed.Length >= sizeof(double); packed = packed[sizeof(double)..])
        {
            _bounds.Add(System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(packed));
        }
    }

    private void Spread()
    {
        int next = 0;
        foreach ((int offset, int length) in _spans)
        {
            for (int i = 0; i < offset; i++)
            {
                _counts.Add(0);
            }

            for (int i = 0; i < length; i++)
            {
                _counts.Add(_populated[next++]);
            }
        }
    }
}
