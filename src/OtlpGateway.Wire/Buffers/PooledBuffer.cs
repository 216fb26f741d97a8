// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Buffers;

/// <summary>
/// Bytes in a rented array, with exactly one owner. Whoever holds it disposes it once; using it
/// afterwards throws, disposing it twice is harmless.
/// </summary>
public sealed class PooledBuffer : IDisposable
{
    private byte[]? _array;

    private PooledBuffer(byte[] array, int length)
    {
        _array = array;
        Length = length;
    }

    /// <summary>How many bytes are in use.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes in use, valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);

    /// <summary>The bytes in use, valid until <see cref="Dispose"/>.</summary>
    public Span<byte> Span => Array.AsSpan(0, Length);

    /// <summary>The rented array; only its first <see cref="Length"/> bytes are ours.</summary>
    public byte[] Array => _array ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    /// <summary>Rents room for <paramref name="length"/> bytes; their content is undefined.</summary>
    public static PooledBuffer Rent(int length) => new(ByteArrays.Rent(length), length);

    /// <summary>Takes over an array that was rented from <see cref="ByteArrays"/> or the shared pool.</summary>
    public static PooledBuffer Own(byte[] rented, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, rented.Length);
        return new PooledBuffer(rented, length);
    }

    /// <summary>Rents and copies.</summary>
    public static PooledBuffer CopyOf(ReadOnlySpan<byte> bytes)
    {
        PooledBuffer buffer = Rent(bytes.Length);
        bytes.CopyTo(buffer.Span);
        return buffer;
    }

    /// <summary>Gives up the tail: fewer bytes are in use from now on.</summary>
    public void Shrink(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    public void Dispose()
    {
        byte[]? array = Interlocked.Exchange(ref _array, null);
        if (array is not null)
        {
            ByteArrays.Return(array);
        }
    }
}
