// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Clients.Http;

/// <summary>A stream that is only written to, into a pooled array that grows.</summary>
internal sealed class PooledStream(int headroom, int expected) : Stream
{
    private const int SmallestRoom = 4096;

    private byte[] _array = ByteArrays.Rent(checked(headroom + Math.Max(expected, SmallestRoom)));
    private int _length = headroom;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>What was written, behind the headroom. The stream is empty and unusable afterwards.</summary>
    public PooledBuffer Detach()
    {
        PooledBuffer written = PooledBuffer.Own(_array, _length);
        _array = [];
        return written;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _array.Length - _length)
        {
            byte[] larger = ByteArrays.Rent(Math.Max(checked(_length + buffer.Length), (int)Math.Min(2L * _array.Length, Array.MaxLength)));
            _array.AsSpan(0, _length).CopyTo(larger);
            ByteArrays.Return(_array);
            _array = larger;
        }

        buffer.CopyTo(_array.AsSpan(_length));
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (_array.Length > 0)
        {
            ByteArrays.Return(_array);
            _array = [];
        }

        base.Dispose(disposing);
    }
}
