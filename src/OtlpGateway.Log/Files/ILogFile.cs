// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Files;

/// <summary>One open file. Reads and writes are positional and block; they throw <see cref="IOException"/>.</summary>
internal interface ILogFile : IDisposable
{
    long Length { get; }

    /// <summary>Writes all buffers, one behind the other, at <paramref name="position"/>. After a throw any part may be written.</summary>
    void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position);

    /// <summary>Fills the destination as far as the file goes and returns how many bytes that was.</summary>
    int Read(Span<byte> destination, long position);

    /// <summary>Returns when what was written is on the medium. After a throw its state is unknown for good.</summary>
    void Flush();

    /// <summary>
    /// Takes disk space for writes to come, without changing the file's length; <see cref="SetLength"/> gives it back.
    /// False where that cannot be done; throws <see cref="IOException"/> when the disk has no such space.
    /// </summary>
    bool TryReserve(long position, long bytes);

    /// <summary>Cuts the file.</summary>
    void SetLength(long length);
}
