// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>Makes the headers of a batch's record.</summary>
internal sealed class RecordHeaderList
{
    private const int HashSize = 16;

    private readonly List<LogHeader> _fixed = [];
    private readonly List<string> _metadataKeys;

    public RecordHeaderList(KafkaExporterOptions options, Signal signal)
    {
        _metadataKeys = [.. options.IncludeMetadataKeys.Select(key => key.ToLowerInvariant())];
        if (options.SignalHeader)
        {
            _fixed.Add(new LogHeader(RecordHeaders.Signal, Encoding.UTF8.GetBytes(signal.DataType())));
        }

        foreach ((string name, string value) in options.RecordHeaders)
        {
            _fixed.Add(new LogHeader(name, Encoding.UTF8.GetBytes(value)));
        }
    }

    public IReadOnlyList<LogHeader> For(TelemetryBatch batch)
    {
        List<LogHeader> headers = new(_fixed.Count + 2) { new LogHeader(RecordHeaders.Items, Items(batch.ItemCount)) };
        if (!batch.RequestHashes.IsEmpty)
        {
            headers.Add(new LogHeader(RecordHeaders.Requests, Hashes(batch.RequestHashes.Span)));
        }

        headers.AddRange(_fixed);
        foreach (string key in _metadataKeys)
        {
            if (batch.Client.Metadata.TryGetValue(key, out IReadOnlyList<string>? values))
            {
                headers.AddRange(values.Select(value => new LogHeader(key, Encoding.UTF8.GetBytes(value))));
            }
        }

        return headers;
    }

    /// <summary>Reads a header of hashes; what does not fill a hash is left out.</summary>
    public static IEnumerable<UInt128> ReadHashes(ReadOnlyMemory<byte> value)
    {
        for (int at = 0; at + HashSize <= value.Length; at += HashSize)
        {
            yield return BinaryPrimitives.ReadUInt128LittleEndian(value.Span[at..]);
        }
    }

    private static byte[] Items(int count)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
        return bytes;
    }

    private static byte[] Hashes(ReadOnlySpan<UInt128> hashes)
    {
        byte[] bytes = new byte[hashes.Length * HashSize];
        for (int i = 0; i < hashes.Length; i++)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(i * HashSize), hashes[i]);
        }

        return bytes;
    }
}
