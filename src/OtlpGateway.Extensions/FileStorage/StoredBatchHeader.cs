// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Text;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>
/// What is kept beside a queued request, in the record's header <c>otlpgateway.queue</c>. Little-endian; a string is its
/// length in UTF-8 bytes (u32) and the bytes. A change of this layout needs a new version.
/// <code>
/// u8   version, 1
/// u8   signal
/// u32  items
/// u32  hashes; each u64 high, u64 low
/// str  transport
/// str  address
/// u32  metadata keys; each str key, u32 values, each str
/// u32  requests that were merged, 0 if none were; each u32 bytes, u32 items, u32 hashes
/// </code>
/// What the authenticator found is not stored, as in the Collector.
/// </summary>
internal static class StoredBatchHeader
{
    public const string Name = "otlpgateway.queue";

    private const byte Version = 1;

    public static byte[] Write(TelemetryBatch batch)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Version);
        writer.Write((byte)batch.Signal);
        writer.Write(batch.ItemCount);
        writer.Write(batch.RequestHashes.Length);
        foreach (UInt128 hash in batch.RequestHashes.Span)
        {
            writer.Write((ulong)(hash >> 64));
            writer.Write((ulong)hash);
        }

        WriteText(writer, batch.Client.Transport);
        WriteText(writer, batch.Client.Address);
        writer.Write(batch.Client.Metadata.Count);
        foreach ((string key, IReadOnlyList<string> values) in batch.Client.Metadata)
        {
            WriteText(writer, key);
            writer.Write(values.Count);
            foreach (string value in values)
            {
                WriteText(writer, value);
            }
        }

        IReadOnlyList<BatchPartExtent> extents = batch.Parts?.Extents ?? [];
        writer.Write(extents.Count);
        foreach (BatchPartExtent extent in extents)
        {
            writer.Write(extent.Length);
            writer.Write(extent.ItemCount);
            writer.Write(extent.HashCount);
        }

        return stream.ToArray();
    }

    /// <summary>False for bytes that are not such a header: damaged, or from a newer version.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out StoredBatchInfo info)
    {
        info = default;
        var reader = new Reader(bytes);
        if (reader.Byte() != Version)
        {
            return false;
        }

        var signal = (Signal)reader.Byte();
        int items = reader.Count(int.MaxValue);
        var hashes = new UInt128[reader.Count(reader.Left / 16)];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = new UInt128(reader.Long(), reader.Long());
        }

        ClientContext client = ReadClient(ref reader);
        var extents = new BatchPartExtent[reader.Count(reader.Left / 12)];
        for (int i = 0; i < extents.Length; i++)
        {
            extents[i] = new BatchPartExtent(reader.Count(int.MaxValue), reader.Count(int.MaxValue), reader.Count(int.MaxValue));
        }

        if (!reader.IsDone || !Enum.IsDefined(signal))
        {
            return false;
        }

        info = new StoredBatchInfo(signal, items, hashes, client, extents);
        return true;
    }

    private static ClientContext ReadClient(ref Reader reader)
    {
        string transport = reader.Text();
        string address = reader.Text();
        var metadata = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        int keys = reader.Count(reader.Left / 8);
        for (int i = 0; i < keys; i++)
        {
            string key = reader.Text();
            var values = new string[reader.Count(reader.Left / 4)];
            for (int j = 0; j < values.Length; j++)
            {
                values[j] = reader.Text();
            }

            metadata[key] = values;
        }

        return new ClientContext { Transport = transport, Address = address, Metadata = metadata };
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Reads within the bytes, or notes that it could not; a bad length never allocates more than there is.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _left = bytes;
        private bool _failed;

        public readonly int Left => _left.Length;

        public readonly bool IsDone => !_failed && _left.IsEmpty;

        public byte Byte()
        {
            ReadOnlySpan<byte> taken = Take(1);
            return taken.IsEmpty ? (byte)0 : taken[0];
        }

        public ulong Long()
        {
            ReadOnlySpan<byte> taken = Take(8);
            return taken.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(taken);
        }

        public int Count(int most)
        {
            ReadOnlySpan<byte> taken = Take(4);
            uint count = taken.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(taken);
            if (count <= (uint)most)
            {
                return (int)count;
            }

            _failed = true;
            return 0;
        }

        public string Text() => Encoding.UTF8.GetString(Take(Count(Left)));

        private ReadOnlySpan<byte> Take(int length)
        {
            if (length > _left.Length)
            {
                _failed = true;
                return [];
            }

            ReadOnlySpan<byte> taken = _left[..length];
            _left = _left[length..];
            return taken;
        }
    }
}
