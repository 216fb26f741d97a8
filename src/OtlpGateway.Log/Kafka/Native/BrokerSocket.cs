// SPDX-License-Identifier: Apache-2.0

using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>
/// Opens the sockets of librdkafka's connections. It switches keepalive on (<c>socket.keepalive.enable</c>), and the system
/// would send the first probe after two hours: here a machine that is gone without a word is found within half a minute, also
/// while nothing but a join of a group waits for its answer.
/// </summary>
/// <remarks>
/// No limit for data that is not acknowledged (TCP_USER_TIMEOUT): Linux counts a peer that does not read as well, and a
/// broker that throttles a client does just that. Requests that were sent have their own timeouts.
/// </remarks>
internal static unsafe class BrokerSocket
{
    /// <summary>Of silence, before the first probe.</summary>
    internal const int IdleSeconds = 10;

    /// <summary>Between probes without an answer.</summary>
    internal const int IntervalSeconds = 5;

    /// <summary>Probes without an answer after which the connection is broken.</summary>
    internal const int Probes = 3;

    private const int LinuxInterNetwork = 2;
    private const int LinuxInterNetworkV6 = 10;
    private const int LinuxStream = 1;
    private const int Failed = -1;

    /// <summary>For a configuration that a client is to be made of.</summary>
    internal static void Use(nint conf)
    {
        if (OperatingSystem.IsLinux())
        {
            Librdkafka.ConfSetSocketCallback(conf, &Open);
        }
    }

    /// <summary>On a thread of librdkafka, to which the descriptor belongs then.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(int domain, int type, int protocol, nint opaque)
    {
        AddressFamily family = domain switch
        {
            LinuxInterNetwork => AddressFamily.InterNetwork,
            LinuxInterNetworkV6 => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        };
        if (family == AddressFamily.Unknown || type != LinuxStream)
        {
            return Failed;
        }

        try
        {
            Socket socket = new(family, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            return Release(socket);
        }
        catch (SocketException)
        {
            // Librdkafka says that it could not open one, and tries again.
            return Failed;
        }
    }

    private static int Release(Socket socket)
    {
        int descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        socket.SafeHandle.SetHandleAsInvalid();
        return descriptor;
    }
}
