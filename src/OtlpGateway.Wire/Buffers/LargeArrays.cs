// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace OtlpGateway.Wire.Buffers;

/// <summary>
/// Large arrays that are free, for whoever asks next, the one that was used last first. The shared pool keeps one of each size
/// for each thread, which no other thread finds; and memory that is new to the process costs more, page by page, than what is
/// then done with it. Thread-safe.
/// </summary>
internal sealed class LargeArrays(TimeProvider time)
{
    /// <summary>From this size on an array is a large one.</summary>
    internal const int LeastBytes = 1 << LeastPower;

    /// <summary>Free arrays of one size: what more is given back is left to the collector.</summary>
    internal const int MostFree = 16;

    private const int LeastPower = 20;
    private const int MostPower = 30;

    /// <summary>Nobody has needed as many as are free.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly List<FreeArray>[] _free = [.. Enumerable.Range(LeastPower, MostPower - LeastPower + 1).Select(_ => new List<FreeArray>())];

    private long _rentedBytes;

    /// <summary>Since this was made.</summary>
    internal long RentedBytes => Interlocked.Read(ref _rentedBytes);

    /// <summary>
    /// Whether so many bytes are kept here, rented and given back alike: what is rented just below <see cref="LeastBytes"/> has
    /// that length when it comes back.
    /// </summary>
    internal static bool Has(int bytes) => bytes is > LeastBytes / 2 and <= 1 << MostPower;

    /// <summary>An array of the next power of two, of undefined content.</summary>
    internal byte[] Rent(int bytes)
    {
        int power = BitOperations.Log2((uint)bytes - 1) + 1;
        Interlocked.Add(ref _rentedBytes, 1L << power);
        List<FreeArray> free = _free[power - LeastPower];
        lock (free)
        {
            if (free.Count > 0)
            {
                byte[] last = free[^1].Array;
                free.RemoveAt(free.Count - 1);
                return last;
            }
        }

        return GC.AllocateUninitializedArray<byte>(1 << power);
    }

    internal void Return(byte[] array)
    {
        if (!BitOperations.IsPow2(array.Length))
        {
            throw new ArgumentException($"An array of {array.Length} bytes was not rented.", nameof(array));
        }

        List<FreeArray> free = _free[BitOperations.Log2((uint)array.Length) - LeastPower];
        lock (free)
        {
            DropOld(free, Lifetime);
            if (free.Count < MostFree)
            {
                free.Add(new FreeArray(array, time.GetTimestamp()));
            }
        }
    }

    /// <summary>Leaves to the collector what nobody has used for so long.</summary>
    internal void Trim(TimeSpan unused)
    {
        foreach (List<FreeArray> free in _free)
        {
            lock (free)
            {
                DropOld(free, unused);
            }
        }
    }

    /// <summary>The first was given back first.</summary>
    private void DropOld(List<FreeArray> free, TimeSpan unused)
    {
        int old = 0;
        while (old < free.Count && time.GetElapsedTime(free[old].Since) >= unused)
        {
            old++;
        }

        free.RemoveRange(0, old);
    }

    private readonly record struct FreeArray(byte[] Array, long Since);
}
