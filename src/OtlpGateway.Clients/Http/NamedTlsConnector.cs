// SPDX-License-Identifier: Apache-2.0

using System.Net.Security;
using System.Net.Sockets;

namespace OtlpGateway.Clients.Http;

/// <summary>
/// Connects and makes the TLS handshake in another name than the request's host: the handler itself knows no other.
/// </summary>
internal sealed class NamedTlsConnector(SslClientAuthenticationOptions options, string serverName, bool http2)
{
    private readonly List<SslApplicationProtocol> _protocols =
        http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11];

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        NetworkStream stream = new(socket, ownsSocket: true);
        return context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps
            ? await SecureAsync(stream, cancellationToken)
            : stream;
    }

    /// <summary>Makes the handshake on a connection; takes it over.</summary>
    public async ValueTask<Stream> SecureAsync(Stream stream, CancellationToken cancellationToken)
    {
        SslStream secure = new(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = serverName,
                    ApplicationProtocols = _protocols,
                    EnabledSslProtocols = options.EnabledSslProtocols,
                    CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
                    CertificateChainPolicy = options.CertificateChainPolicy,
                    CipherSuitesPolicy = options.CipherSuitesPolicy,
                    ClientCertificateContext = options.ClientCertificateContext,
                    RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
                },
                cancellationToken);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }
}
