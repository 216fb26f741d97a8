// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Binary;

namespace OtlpGateway.Compression;

/// <summary>
/// Reads LZ4's frame format (lz4_Frame_format.md), frames one behind the other. Its checksums are read over: the
/// transport has its own. Frames with a dictionary are refused. The inner stream is borrowed.
/// </summary>
public sealed class Lz4FrameStream(Stream inner) : DecodingStream
{
    private const uint Magic = 0x184D2204;
    private const int HistoryBytes = 64 * 1024;
    private const uint Uncompressed = 0x8000_0000;

    private readonly byte[] _head = new byte[16];

    // A block may refer back to the 64 KiB in front of it: history, then the block.
    private byte[] _window = [];
    private byte[] _packed = [];
    private int _history;
    private int _lastLength;
    private int _maxBlock;
    private bool _insideFrame;
    private bool _blockChecksum;
    private bool _contentChecksum;
    private bool _linked;

    protected override async ValueTask<ReadOnlyMemory<byte>> DecodeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_insideFrame && !await BeginFrameAsync(cancellationToken))
            {
                return ReadOnlyMemory<byte>.Empty;
            }

            await FillAsync(_head.AsMemory(0, 4), cancellationToken);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(_head);
            if (size == 0)
            {
                await FillAsync(_head.AsMemory(0, _contentChecksum ? 4 : 0), cancellationToken);
                _insideFrame = false;
                continue;
            }

            int length = await ReadBlockAsync(size, cancellationToken);
            if (length > 0)
            {
                return _window.AsMemory(_history, length);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _window.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_window);
            ArrayPool<byte>.Shared.Return(_packed);
            _window = [];
            _packed = [];
        }

        base.Dispose(disposing);
    }

    /// <summary>False at the end of the stream.</summary>
    private async ValueTask<bool> BeginFrameAsync(CancellationToken cancellationToken)
    {
        int read = await inner.ReadAtLeastAsync(_head.AsMemory(0, 4), 4, throwOnEndOfStream: false, cancellationToken);
        if (read == 0)
        {
            return false;
        }

        if (read < 4 || BinaryPrimitives.ReadUInt32LittleEndian(_head) != Magic)
        {
            throw new InvalidDataException("the body is no LZ4 frame");
        }

        await FillAsync(_head.AsMemory(0, 2), cancellationToken);
        byte flags = _head[0];
        int sizeCode = (_head[1] >> 4) & 7;
        bool contentSize = (flags & 0x08) != 0;

        // Codes from 4 on: 64 KiB, 256 KiB, 1 MiB, 4 MiB.
        if ((flags >> 6) != 1 || (flags & 0x01) != 0 || sizeCode < 4)
        {
            throw new InvalidDataException("the LZ4 frame is of another version, has a dictionary or no block size");
        }

        // The content's size where it is given, and the header's checksum.
        await FillAsync(_head.AsMemory(0, (contentSize ? 8 : 0) + 1), cancellationToken);
        _linked = (flags & 0x20) == 0;
        _blockChecksum = (flags & 0x10) != 0;
        _contentChecksum = (flags & 0x04) != 0;
        _maxBlock = 1 << (8 + (2 * sizeCode));
        _history = 0;
        _lastLength = 0;
        _insideFrame = true;
        Grow(ref _window, HistoryBytes + _maxBlock);
        Grow(ref _packed, _maxBlock);
        return true;
    }

    private async ValueTask<int> ReadBlockAsync(uint size, CancellationToken cancellationToken)
    {
        KeepHistory();
        int packedLength = (int)(size & ~Uncompressed);
        if (packedLength > _maxBlock)
        {
            throw new InvalidDataException("a block of the LZ4 frame is larger than the frame says");
        }

        await FillAsync(_packed.AsMemory(0, packedLength), cancellationToken);
        await FillAsync(_head.AsMemory(0, _blockChecksum ? 4 : 0), cancellationToken);
        _lastLength = Unpack(_packed.AsSpan(0, packedLength), (size & Uncompressed) != 0);
        return _lastLength;
    }

    private int Unpack(ReadOnlySpan<byte> packed, bool plain)
    {
        if (plain)
        {
            packed.CopyTo(_window.AsSpan(_history));
            return packed.Length;
        }

        int written = _history;
        return Lz4Block.TryDecode(packed, _window.AsSpan(0, _history + _maxBlock), ref written)
            ? written - _history
            : throw new InvalidDataException("a block of the LZ4 frame is damaged");
    }

    /// <summary>Moves the end of what was decoded to the front, where the next block of a linked frame refers to it.</summary>
    private void KeepHistory()
    {
        int end = _history + _lastLength;
        int kept = _linked ? Math.Min(end, HistoryBytes) : 0;
        _window.AsSpan(end - kept, kept).CopyTo(_window);
        _history = kept;
        _lastLength = 0;
    }

    private async ValueTask FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (await inner.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) < buffer.Length)
        {
            throw new InvalidDataException("the body ends within an LZ4 frame");
        }
    }

    private static void Grow(ref byte[] array, int length)
    {
        if (array.Length < length)
        {
            if (array.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(array);
            }

            array = ArrayPool<byte>.Shared.Rent(length);
        }
    }
}
