// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Binary;
using OtlpGateway.Compression;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>
/// Reads ClickHouse's compressed blocks (see <see cref="CompressedBlock"/>) as the bytes that are in them. Throws
/// <see cref="InvalidDataException"/> for what is damaged, cut off or larger than we take.
/// </summary>
/// <remarks>The inner stream is borrowed.</remarks>
public sealed class CompressedBlockStream(Stream inner) : DecodingStream
{
    // Clients send a megabyte, some of them ten.
    private const int MaxBlockBytes = 32 << 20;

    private readonly byte[] _head = new byte[CompressedBlock.ChecksumLength + CompressedBlock.HeaderLength];
    private byte[] _packed = [];
    private byte[] _plain = [];
    private ZstdDecompressor? _zstd;

    protected override async ValueTask<ReadOnlyMemory<byte>> DecodeAsync(CancellationToken cancellationToken)
    {
        int length;
        do
        {
            length = await ReadBlockAsync(cancellationToken);
        }
        while (length == 0);

        return _plain.AsMemory(0, Math.Max(length, 0));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Return(ref _packed);
            Return(ref _plain);
            _zstd?.Dispose();
            _zstd = null;
        }

        base.Dispose(disposing);
    }

    /// <summary>How many bytes there are now; -1 at the end.</summary>
    private async Task<int> ReadBlockAsync(CancellationToken cancellationToken)
    {
        int read = await inner.ReadAtLeastAsync(_head, _head.Length, throwOnEndOfStream: false, cancellationToken);
        if (read == 0)
        {
            return -1;
        }

        if (read < _head.Length)
        {
            throw CutOff();
        }

        int packedLength = BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(CompressedBlock.ChecksumLength + 1));
        int plainLength = BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(CompressedBlock.ChecksumLength + 5));
        if (packedLength is < CompressedBlock.HeaderLength or > MaxBlockBytes || plainLength is < 0 or > MaxBlockBytes)
        {
            throw new InvalidDataException($"a compressed block of {(uint)packedLength} bytes with {(uint)plainLength} in it is not taken: at most {MaxBlockBytes}, or it is none");
        }

        Grow(ref _packed, packedLength);
        _head.AsSpan(CompressedBlock.ChecksumLength).CopyTo(_packed);
        Memory<byte> rest = _packed.AsMemory(CompressedBlock.HeaderLength, packedLength - CompressedBlock.HeaderLength);
        if (await inner.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, cancellationToken) < rest.Length)
        {
            throw CutOff();
        }

        if (CityHash128.Compute(_packed.AsSpan(0, packedLength)) != BinaryPrimitives.ReadUInt128LittleEndian(_head))
        {
            throw new InvalidDataException("the checksum of a compressed block is wrong");
        }

        Grow(ref _plain, plainLength);
        Unpack(_packed[0], rest.Span, _plain.AsSpan(0, plainLength));
        return plainLength;
    }

    private void Unpack(byte method, ReadOnlySpan<byte> packed, Span<byte> plain)
    {
        bool whole = method switch
        {
            CompressedBlock.Plain => TryCopy(packed, plain),
            CompressedBlock.Lz4 => TryLz4(packed, plain),
            CompressedBlock.Zstd when ZstdDecompressor.IsAvailable => TryZstd(packed, plain),
            _ => throw new InvalidDataException($"the compression method 0x{method:x2} of a block is not supported; use LZ4 or ZSTD"),
        };
        if (!whole)
        {
            throw new InvalidDataException("a compressed block does not hold what it says");
        }
    }

    private static bool TryCopy(ReadOnlySpan<byte> packed, Span<byte> plain)
    {
        if (packed.Length != plain.Length)
        {
            return false;
        }

        packed.CopyTo(plain);
        return true;
    }

    private static bool TryLz4(ReadOnlySpan<byte> packed, Span<byte> plain)
    {
        int written = 0;
        return Lz4Block.TryDecode(packed, plain, ref written) && written == plain.Length;
    }

    private bool TryZstd(ReadOnlySpan<byte> packed, Span<byte> plain)
    {
        _zstd ??= ZstdDecompressor.TryCreate() ?? throw new InsufficientMemoryException("libzstd has no memory for a decompression context.");
        ZstdStep step = _zstd.Decompress(packed, plain);
        return step.IsValid && step.IsFrameEnd && step.Consumed == packed.Length && step.Produced == plain.Length;
    }

    private static void Grow(ref byte[] array, int length)
    {
        if (array.Length < length)
        {
            Return(ref array);
            array = ArrayPool<byte>.Shared.Rent(length);
        }
    }

    private static void Return(ref byte[] array)
    {
        byte[] old = array;
        array = [];
        if (old.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(old);
        }
    }

    private static InvalidDataException CutOff() => new("the body ends within a compressed block");
}
