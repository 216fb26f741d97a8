// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Files;

/// <summary>The real file system.</summary>
internal sealed class DiskFiles : ILogFiles
{
    // Without a share mode the runtime would take an advisory lock per file; the log directory has one lock of its own.
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    public ILogFile Create(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, Shared));

    public ILogFile OpenWrite(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Shared));

    public ILogFile OpenRead(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, Shared));

    public void Delete(string path) => File.Delete(path);

    public void FlushDirectory(string path) => DirectoryNames.Flush(path);

    public long FreeBytes(string path) => new DriveInfo(path).AvailableFreeSpace;
}
