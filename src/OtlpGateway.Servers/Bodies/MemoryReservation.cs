// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Servers.Bodies;

/// <summary>What one request holds of the memory budget; grows while its body is read, given back when it is answered.</summary>
/// <remarks>Used by one request at a time; not thread-safe.</remarks>
public sealed class MemoryReservation(MemoryBudget budget) : IDisposable
{
    /// <summary>Bytes held now.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether so much would fit now; a hint that lets a refusal come before the bytes do.</summary>
    public bool WouldFit(long bytes) => budget.UsedBytes + bytes <= budget.LimitBytes;

    /// <summary>Holds <paramref name="bytes"/> more, or returns false and changes nothing.</summary>
    public bool TryGrow(long bytes)
    {
        if (!budget.TryReserve(bytes))
        {
            return false;
        }

        Bytes += bytes;
        return true;
    }

    /// <summary>Gives some of it back.</summary>
    public void Shrink(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Bytes);
        Bytes -= bytes;
        budget.Release(bytes);
    }

    /// <summary>Corrects an estimate to what was really taken; the budget may be passed by the difference.</summary>
    public void Adjust(long difference)
    {
        Bytes += difference;
        budget.Release(-difference);
    }

    /// <summary>Disposes a buffer that came out of a <see cref="GrowingBuffer"/> and gives back what was paid for it.</summary>
    public void Return(PooledBuffer buffer)
    {
        int bytes = buffer.Array.Length;
        buffer.Dispose();
        Shrink(bytes);
    }

    /// <summary>Moves what is held to a new reservation, for work that outlives the request.</summary>
    public MemoryReservation HandOver()
    {
        MemoryReservation other = new(budget) { Bytes = Bytes };
        Bytes = 0;
        return other;
    }

    public void Dispose() => Shrink(Bytes);
}
