// SPDX-License-Identifier: Apache-2.0

using System.Buffers;

namespace OtlpGateway.Wire.Buffers;

/// <summary>
/// Arrays to be rented: small ones from the shared pool, large ones, blocks of many megabytes, from <see cref="LargeArrays"/>.
/// Thread-safe.
/// </summary>
public static class ByteArrays
{
    private static readonly LargeArrays Large = new(TimeProvider.System);

    /// <summary>Bytes of large arrays that were rented since the process began: by these a load shows that allocates nothing.</summary>
    public static long LargeBytesRented => Large.RentedBytes;

    /// <summary>An array of at least so many bytes, of undefined content.</summary>
    public static byte[] Rent(int bytes) => LargeArrays.Has(bytes) ? Large.Rent(bytes) : ArrayPool<byte>.Shared.Rent(bytes);

    /// <summary>Gives back what <see cref="Rent"/>, or the shared pool, gave.</summary>
    public static void Return(byte[] array)
    {
        if (LargeArrays.Has(array.Length))
        {
            Large.Return(array);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    /// <summary>Leaves to the collector the large arrays that nobody has used for so long.</summary>
    public static void Trim(TimeSpan unused) => Large.Trim(unused);
}
