// SPDX-License-Identifier: Apache-2.0

using Microsoft.Win32.SafeHandles;

namespace OtlpGateway.Log.Files;

/// <summary>A file on disk, without a buffer of its own.</summary>
internal sealed class DiskFile(SafeFileHandle handle) : ILogFile
{
    public long Length => RandomAccess.GetLength(handle);

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position) =>
        RandomAccess.Write(handle, buffers, position);

    public int Read(Span<byte> destination, long position)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int read = RandomAccess.Read(handle, destination[total..], position + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public bool TryReserve(long position, long bytes) => FileSpace.TryReserve(handle, position, bytes);

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Dispose() => handle.Dispose();
}
