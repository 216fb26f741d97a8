// SPDX-License-Identifier: Apache-2.0

using System.Buffers;

namespace OtlpGateway.Log.Partitions;

/// <summary>Gives an array back to the shared pool, once.</summary>
internal sealed class RentedArray(byte[] array) : IDisposable
{
    private byte[]? _array = array;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
