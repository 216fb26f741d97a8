// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Log.Partitions;

/// <summary>Gives a rented array back, once.</summary>
internal sealed class RentedArray(byte[] array) : IDisposable
{
    private byte[]? _array = array;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } rented)
        {
            ByteArrays.Return(rented);
        }
    }
}
