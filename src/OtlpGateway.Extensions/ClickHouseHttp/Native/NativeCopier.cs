// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Extensions.ClickHouseHttp.Native;

/// <summary>Reads a stream with a small buffer and writes what it reads to another one, unless told to drop it.</summary>
internal sealed class NativeCopier(Stream input, Stream output)
{
    private const int BufferBytes = 64 * 1024;

    private readonly byte[] _in = new byte[BufferBytes];
    private readonly byte[] _out = new byte[BufferBytes];
    private int _position;
    private int _filled;
    private int _written;

    public async ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken) =>
        _position == _filled && !await FillAsync(cancellationToken);

    public async ValueTask CopyAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            await NeedAsync(cancellationToken);
            int part = (int)Math.Min(count, _filled - _position);
            await WriteAsync(_in.AsMemory(_position, part), cancellationToken);
            _position += part;
            count -= part;
        }
    }

    /// <summary>Copies a variable-length number and returns it.</summary>
    public async ValueTask<long> CopyNumberAsync(CancellationToken cancellationToken)
    {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            await NeedAsync(cancellationToken);
            byte next = _in[_position];
            await CopyAsync(1, cancellationToken);
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("The engine's Native output has a length that cannot be.");
    }

    /// <summary>Copies a string with its length and returns its bytes.</summary>
    public async ValueTask<byte[]> CopyTextAsync(CancellationToken cancellationToken)
    {
        byte[] text = new byte[await CopyNumberAsync(cancellationToken)];
        for (int i = 0; i < text.Length; i++)
        {
            await NeedAsync(cancellationToken);
            text[i] = _in[_position++];
        }

        await WriteAsync(text, cancellationToken);
        return text;
    }

    /// <summary>Copies an eight-byte number and returns it.</summary>
    public async ValueTask<long> CopyWordAsync(CancellationToken cancellationToken)
    {
        byte[] word = new byte[sizeof(long)];
        for (int i = 0; i < word.Length; i++)
        {
            await NeedAsync(cancellationToken);
            word[i] = _in[_position++];
        }

        await WriteAsync(word, cancellationToken);
        return BinaryPrimitives.ReadInt64LittleEndian(word);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            if (_written == _out.Length)
            {
                await FlushAsync(cancellationToken);
            }

            int part = Math.Min(bytes.Length, _out.Length - _written);
            bytes[..part].CopyTo(_out.AsMemory(_written));
            _written += part;
            bytes = bytes[part..];
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        int count = _written;
        _written = 0;
        await output.WriteAsync(_out.AsMemory(0, count), cancellationToken);
    }

    private async ValueTask NeedAsync(CancellationToken cancellationToken)
    {
        if (_position == _filled && !await FillAsync(cancellationToken))
        {
            throw new EndOfStreamException("The engine's Native output ends within a block.");
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _position = 0;
        _filled = await input.ReadAsync(_in, cancellationToken);
        return _filled > 0;
    }
}
