// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Numerics;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Servers.Bodies;

/// <summary>
/// A body whose size is not known yet: one pooled array that doubles, never beyond the limit, each growth paid from the
/// memory budget first. What is paid for is the whole array, since that is what is occupied.
/// </summary>
/// <remarks>Not thread-safe. Dispose returns what was not taken with <see cref="Detach"/>.</remarks>
public sealed class GrowingBuffer : IDisposable
{
    private const int SmallestArray = 1024;

    private readonly MemoryReservation _reservation;
    private readonly int _limit;
    private byte[] _array = [];
    private int _room;

    /// <param name="limitBytes">Most bytes it may hold; one more is <see cref="BodyStatus.TooLarge"/>.</param>
    /// <param name="reservation">Pays for the room.</param>
    public GrowingBuffer(int limitBytes, MemoryReservation reservation)
    {
        _limit = limitBytes;
        _reservation = reservation;
    }

    /// <summary>Most bytes it may hold.</summary>
    public int LimitBytes => _limit;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>The room behind what was written; write there, then <see cref="Advance"/>.</summary>
    public Span<byte> Free => _array.AsSpan(Length, _room - Length);

    /// <summary>The same room, for streams.</summary>
    public Memory<byte> FreeMemory => _array.AsMemory(Length, _room - Length);

    /// <summary>The array, for decoders that refer back to what they wrote; it changes when the buffer grows.</summary>
    public byte[] Array => _array;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _room - Length);
        Length += count;
    }

    /// <summary>Appends bytes, as far as the limit goes.</summary>
    public BodyStatus Append(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length > _limit - Length)
        {
            return BodyStatus.TooLarge;
        }

        BodyStatus status = EnsureRoom((int)bytes.Length);
        if (status == BodyStatus.Complete)
        {
            bytes.CopyTo(Free);
            Advance((int)bytes.Length);
        }

        return status;
    }

    /// <summary>
    /// Makes room for at least <paramref name="count"/> more bytes. Up to one byte above the limit can be made room for,
    /// so that a decoder can notice that there is more.
    /// </summary>
    public BodyStatus EnsureRoom(int count)
    {
        if (_room - Length >= count)
        {
            return BodyStatus.Complete;
        }

        long wanted = (long)Length + count;
        if (wanted > (long)_limit + 1)
        {
            return BodyStatus.TooLarge;
        }

        int target = (int)Math.Min(Math.Max(Math.Max(wanted, 2L * _room), SmallestArray), (long)_limit + 1);
        return TryGrow(target) ? BodyStatus.Complete : BodyStatus.NoMemory;
    }

    /// <summary>Gives the bytes away; they stay paid for until <see cref="MemoryReservation.Return"/>.</summary>
    public PooledBuffer Detach()
    {
        PooledBuffer buffer = PooledBuffer.Own(_array, Length);
        _array = [];
        _room = 0;
        Length = 0;
        return buffer;
    }

    public void Dispose()
    {
        ReturnArray();
        _array = [];
        _room = 0;
        Length = 0;
    }

    private bool TryGrow(int target)
    {
        // The pool's arrays are powers of two; the old one is occupied until its bytes are copied.
        long price = (long)BitOperations.RoundUpToPowerOf2((uint)target);
        if (!_reservation.TryGrow(price))
        {
            return false;
        }

        byte[] larger = ByteArrays.Rent(target);
        _reservation.Adjust(larger.Length - price);
        _array.AsSpan(0, Length).CopyTo(larger);
        ReturnArray();
        _array = larger;
        _room = target;
        return true;
    }

    private void ReturnArray()
    {
        if (_array.Length > 0)
        {
            _reservation.Shrink(_array.Length);
            ByteArrays.Return(_array);
        }
    }
}
