// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>The calls of glibc that the engine's start needs. Linux on x64 and arm64.</summary>
internal static class LibC
{
    internal const int StandardError = 2;

    [DllImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    internal static extern int SigAction(int signal, byte[]? action, byte[]? previous);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    internal static extern int Open(in byte path, int flags);

    [DllImport("libc", EntryPoint = "dup", SetLastError = true)]
    internal static extern int Duplicate(int descriptor);

    [DllImport("libc", EntryPoint = "dup2", SetLastError = true)]
    internal static extern int DuplicateTo(int descriptor, int target);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "memfd_create", SetLastError = true)]
    internal static extern int MemoryFile(in byte name, uint flags);

    [DllImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static extern nint ReadAt(int descriptor, byte[] buffer, nuint count, nint offset);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static extern nint Write(int descriptor, byte[] buffer, nuint count);

    /// <summary>Fills <paramref name="info"/> with the object that holds the address: its first word is the path.</summary>
    [DllImport("libc", EntryPoint = "dladdr")]
    internal static extern int AddressInfo(nint address, nint[] info);
}
