// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;

namespace OtlpGateway.Tests.Process;

internal static class FreePort
{
    /// <summary>A TCP port of this machine that nobody listens on now.</summary>
    public static int Next()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
