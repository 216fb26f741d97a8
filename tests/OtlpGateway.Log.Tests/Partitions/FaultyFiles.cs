// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Files;

namespace OtlpGateway.Log.Tests.Partitions;

/// <summary>The real file system with faults that a test switches on. Index files are left alone.</summary>
internal sealed class FaultyFiles : ILogFiles
{
    private readonly DiskFiles _disk = new();
    private readonly Lock _gate = new();
    private int _flushes;

    /// <summary>Bytes that the disk still takes; a write beyond is cut short and fails.</summary>
    public long RoomBytes { get; set; } = long.MaxValue;

    /// <summary>False for a file system that cannot reserve.</summary>
    public bool CanReserve { get; set; } = true;

    /// <summary>Largest reservation that the disk has room for.</summary>
    public long ReserveBytes { get; set; } = long.MaxValue;

    public List<(long Position, long Bytes)> Reservations { get; } = [];

    public long FreeSpace { get; set; } = long.MaxValue;

    /// <summary>Asked before every flush of a segment; throws to make it fail.</summary>
    public Action OnFlush { get; set; } = () => { };

    /// <summary>Asked before every write of records; throws to make it fail.</summary>
    public Action OnWrite { get; set; } = () => { };

    public Action OnCut { get; set; } = () => { };

    public Action OnCreate { get; set; } = () => { };

    public int Flushes => Volatile.Read(ref _flushes);

    public static IOException BrokenDisk() => new("Input/output error", 5);

    public ILogFile Create(string path)
    {
        if (IsIndex(path))
        {
            return _disk.Create(path);
        }

        OnCreate();
        return new FaultyFile(this, _disk.Create(path), path);
    }

    public ILogFile OpenWrite(string path) =>
        IsIndex(path) ? _disk.OpenWrite(path) : new FaultyFile(this, _disk.OpenWrite(path), path);

    public ILogFile OpenRead(string path) => _disk.OpenRead(path);

    public void Delete(string path) => _disk.Delete(path);

    public void FlushDirectory(string path) => _disk.FlushDirectory(path);

    public long FreeBytes(string path)
    {
        // Fails as the real one does where the directory is gone.
        _ = _disk.FreeBytes(path);
        return FreeSpace;
    }

    private int TakeRoom(int wanted)
    {
        lock (_gate)
        {
            int room = (int)Math.Min(wanted, RoomBytes);
            RoomBytes -= room == wanted && RoomBytes != long.MaxValue ? room : 0;
            return room;
        }
    }

    private static bool IsIndex(string path) => path.EndsWith(".idx", StringComparison.Ordinal);

    private sealed class FaultyFile(FaultyFiles owner, ILogFile inner, string path) : ILogFile
    {
        public long Length => inner.Length;

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
        {
            owner.OnWrite();
            byte[] all = [.. buffers.SelectMany(buffer => buffer.ToArray())];
            int room = owner.TakeRoom(all.Length);
            inner.Write([all.AsMemory(0, room)], position);
            if (room < all.Length)
            {
                throw DiskErrors.DiskFull(path);
            }
        }

        public int Read(Span<byte> destination, long position) => inner.Read(destination, position);

        public void Flush()
        {
            Interlocked.Increment(ref owner._flushes);
            owner.OnFlush();
            inner.Flush();
        }

        public bool TryReserve(long position, long bytes)
        {
            if (bytes > owner.ReserveBytes)
            {
                throw DiskErrors.DiskFull(path);
            }

            lock (owner._gate)
            {
                owner.Reservations.Add((position, bytes));
            }

            return owner.CanReserve && inner.TryReserve(position, bytes);
        }

        public void SetLength(long length)
        {
            owner.OnCut();
            inner.SetLength(length);
        }

        public void Dispose() => inner.Dispose();
    }
}
