// SPDX-License-Identifier: Apache-2.0

using System.ComponentModel;
using System.Runtime.InteropServices;

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

    public void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS journals names itself and has no call for it.
            return;
        }

        int descriptor = Native.Open(path, Native.CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure(path);
        }

        int result = Native.Fsync(descriptor);
        IOException? failure = result == 0 ? null : Failure(path);
        _ = Native.Close(descriptor);
        if (failure is not null)
        {
            throw failure;
        }
    }

    public long FreeBytes(string path) => new DriveInfo(path).AvailableFreeSpace;

    private static IOException Failure(string path)
    {
        Win32Exception error = new(Marshal.GetLastPInvokeError());
        return new IOException($"The directory {path} could not be flushed: {error.Message}", error);
    }

    private static class Native
    {
        public static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x0100_0000 : 0x0008_0000;

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern int Fsync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern int Close(int descriptor);
    }
}
