// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// The headers by which a stored request is known again after a restart. One that became several records counts only when
/// all of them are there.
/// </summary>
internal static class RequestMarks
{
    public const int HashSize = 16;

    private const int PartSize = HashSize + sizeof(int) + sizeof(int);

    public static LogHeader?[] Make(Signal signal, TelemetryBatch batch, int records)
    {
        if (records == 1)
        {
            return [new LogHeader(RecordHeaders.Requests, Hashes(batch.RequestHashes.Span))];
        }

        UInt128 id = RequestHash.Compute(signal, batch.Bytes.Span);
        LogHeader?[] marks = new LogHeader?[records];
        for (int i = 0; i < records; i++)
        {
            byte[] part = new byte[PartSize + (i == 0 ? batch.RequestHashes.Length * HashSize : 0)];
            BinaryPrimitives.WriteUInt128LittleEndian(part, id);
            BinaryPrimitives.WriteInt32LittleEndian(part.AsSpan(HashSize), i);
            BinaryPrimitives.WriteInt32LittleEndian(part.AsSpan(HashSize + sizeof(int)), records);
            if (i == 0)
            {
                Write(batch.RequestHashes.Span, part.AsSpan(PartSize));
            }

            marks[i] = new LogHeader(RecordHeaders.RequestPart, part);
        }

        return marks;
    }

    /// <summary>The requests of which everything that was found is there.</summary>
    public static async Task<List<StoredRequest>> ReadAsync(ILogClient log, string topic, DateTimeOffset since, CancellationToken cancellationToken)
    {
        List<StoredRequest> found = [];
        await log.ScanHeaderAsync(topic, RecordHeaders.Requests, since, (at, value) => AddHashes(value.Span, at, found), cancellationToken);
        Dictionary<UInt128, Parts> batches = [];
        await log.ScanHeaderAsync(topic, RecordHeaders.RequestPart, since, (at, value) => NotePart(value.Span, at, batches), cancellationToken);
        foreach (Parts parts in batches.Values.Where(parts => parts.Numbers.Count == parts.Count))
        {
            AddHashes(parts.Hashes, parts.StoredAt, found);
        }

        return found;
    }

    private static void NotePart(ReadOnlySpan<byte> value, DateTimeOffset storedAt, Dictionary<UInt128, Parts> batches)
    {
        if (value.Length < PartSize)
        {
            return;
        }

        int number = BinaryPrimitives.ReadInt32LittleEndian(value[HashSize..]);
        ref Parts? parts = ref CollectionsMarshal.GetValueRefOrAddDefault(batches, BinaryPrimitives.ReadUInt128LittleEndian(value), out _);
        parts ??= new Parts { Count = BinaryPrimitives.ReadInt32LittleEndian(value[(HashSize + sizeof(int))..]) };
        if (number >= 0 && number < parts.Count)
        {
            parts.Numbers.Add(number);
            parts.StoredAt = storedAt;
            parts.Hashes = number == 0 ? value[PartSize..].ToArray() : parts.Hashes;
        }
    }

    private static void AddHashes(ReadOnlySpan<byte> hashes, DateTimeOffset storedAt, List<StoredRequest> found)
    {
        for (; hashes.Length >= HashSize; hashes = hashes[HashSize..])
        {
            found.Add(new StoredRequest(BinaryPrimitives.ReadUInt128LittleEndian(hashes), storedAt));
        }
    }

    private static byte[] Hashes(ReadOnlySpan<UInt128> hashes)
    {
        byte[] bytes = new byte[hashes.Length * HashSize];
        Write(hashes, bytes);
        return bytes;
    }

    private static void Write(ReadOnlySpan<UInt128> hashes, Span<byte> destination)
    {
        for (int i = 0; i < hashes.Length; i++)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(destination[(i * HashSize)..], hashes[i]);
        }
    }

    private sealed class Parts
    {
        public required int Count { get; init; }

        public HashSet<int> Numbers { get; } = [];

        public byte[] Hashes { get; set; } = [];

        public DateTimeOffset StoredAt { get; set; }
    }
}
