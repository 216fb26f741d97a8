// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using OtlpGateway.Clients.Http;

namespace OtlpGateway.Clients.Grpc;

/// <summary>Opens the connections of one handler: to one address, to the first of several that answers, or to a Unix socket.</summary>
/// <param name="address">The one address; null means all of them, in turn.</param>
/// <param name="tls">Makes the handshake in a name of its own; null leaves it to the handler.</param>
internal sealed class GrpcConnector(GrpcEndpoint endpoint, GrpcAddresses addresses, IPAddress? address, NamedTlsConnector? tls)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Stream stream = new NetworkStream(await OpenAsync(cancellationToken), ownsSocket: true);
        return tls is null ? stream : await tls.SecureAsync(stream, cancellationToken);
    }

    private async ValueTask<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        if (endpoint.SocketPath.Length > 0)
        {
            return await OpenAsync(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(endpoint.SocketPath), cancellationToken);
        }

        IPAddress[] candidates = address is null ? await addresses.GetAsync(cancellationToken) : [address];
        for (int i = 0; ; i++)
        {
            try
            {
                return await OpenAsync(
                    new Socket(candidates[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
                    new IPEndPoint(candidates[i], endpoint.Port),
                    cancellationToken);
            }
            catch (SocketException) when (i < candidates.Length - 1)
            {
                // The next one may answer.
            }
        }
    }

    private static async ValueTask<Socket> OpenAsync(Socket socket, EndPoint to, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(to, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
