// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OtlpGateway.Testing.Kafka;

/// <summary>
/// The connections that mock brokers have accepted. Their sockets are inherited by every process that is started meanwhile:
/// when a broker then closes its own, the connection stays open, and its client waits for answers that nobody will give. A
/// shutdown ends the connection, whoever else has it.
/// </summary>
internal static partial class BrokerSockets
{
    private const int ShutdownBoth = 2;
    private const int AddressBytes = 128;

    /// <summary>Ends what was accepted on a port of this process.</summary>
    public static void End(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles("/proc/self/fd"))
        {
            int descriptor = int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);
            if (IsConnection(descriptor, port))
            {
                _ = Shutdown(descriptor, ShutdownBoth);
            }
        }
    }

    private static bool IsConnection(int descriptor, int port)
    {
        Span<byte> address = stackalloc byte[AddressBytes];
        int length = AddressBytes;
        if (GetSocketName(descriptor, address, ref length) != 0 || BinaryPrimitives.ReadUInt16BigEndian(address[2..]) != port)
        {
            return false;
        }

        // The one that listens has no peer.
        length = AddressBytes;
        return GetPeerName(descriptor, address, ref length) == 0;
    }

    [LibraryImport("libc", EntryPoint = "getsockname")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetSocketName(int descriptor, Span<byte> address, ref int length);

    [LibraryImport("libc", EntryPoint = "getpeername")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetPeerName(int descriptor, Span<byte> address, ref int length);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Shutdown(int descriptor, int how);
}
