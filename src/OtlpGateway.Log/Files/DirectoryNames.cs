// SPDX-License-Identifier: Apache-2.0

using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OtlpGateway.Log.Files;

/// <summary>Makes names durable: a file that is flushed can still be lost with its name.</summary>
public static class DirectoryNames
{
    /// <summary>Returns when the names in the directory are on the medium: what was created, renamed or deleted stays so.</summary>
    /// <exception cref="IOException">The directory cannot be flushed.</exception>
    public static void Flush(string path)
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
