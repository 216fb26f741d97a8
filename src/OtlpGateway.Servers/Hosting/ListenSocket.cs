// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace OtlpGateway.Servers.Hosting;

/// <summary>
/// Listening sockets with TCP keep-alive, which accepted connections inherit: a client that vanished without a word is
/// noticed although idle connections may stay open for ever.
/// </summary>
internal static class ListenSocket
{
    private const int KeepAliveSeconds = 15;

    public static Socket Create(EndPoint endpoint)
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (endpoint is IPEndPoint)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
        }

        return socket;
    }
}
