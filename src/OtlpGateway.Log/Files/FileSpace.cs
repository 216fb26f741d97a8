// SPDX-License-Identifier: Apache-2.0

using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OtlpGateway.Log.Files;

/// <summary>Reserves disk space behind the end of a file, where the system can.</summary>
internal static class FileSpace
{
    private const int KeepSize = 1;
    private const int Eintr = 4;
    private const int Enospc = 28;
    private const int Edquot = 122;

    /// <summary>
    /// Takes space without changing the file's length or content. False where the system or the file system cannot: then
    /// writes take it as they go. Throws <see cref="IOException"/> when there is no such space.
    /// </summary>
    public static bool TryReserve(SafeFileHandle handle, long position, long bytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return false;
        }

        int error;
        do
        {
            error = Native.Allocate(handle, KeepSize, position, bytes) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Eintr);

        return error is not (Enospc or Edquot)
            ? error == 0
            : throw new IOException($"{new Win32Exception(error).Message}: {bytes} bytes", error);
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "fallocate", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern int Allocate(SafeFileHandle file, int mode, long offset, long length);
    }
}
