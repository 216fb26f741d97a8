// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Servers.Configuration;
using OtlpGateway.Servers.Memory;
using OtlpGateway.Servers.Tls;

namespace OtlpGateway.Servers.Hosting;

/// <summary>
/// One Kestrel server on one endpoint, with one handler and nothing between them: no middleware, routing or service
/// scopes, since the gateway needs none of them and would pay for them with every request.
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private readonly ServerSettings _settings;
    private readonly IRequestHandler _handler;
    private readonly ListenAddress _address;
    private IHost? _host;
    private IServer? _server;

    /// <exception cref="ComponentStartException">The endpoint cannot be understood.</exception>
    public GatewayServer(ServerSettings settings, IRequestHandler handler)
    {
        _settings = settings;
        _handler = handler;
        _address = ListenAddress.TryParse(settings.Options.Endpoint, settings.Options.Transport, out ListenAddress? address, out string problem)
            ? address
            : throw new ComponentStartException($"{settings.ConfigPath}::endpoint: {problem}");
    }

    /// <summary>The port in use, once started; differs from the configured one when that is 0. Zero for a Unix socket.</summary>
    public int Port { get; private set; }

    /// <exception cref="ComponentStartException">The port is in use, a host name or a certificate file cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ServerCertificates? certificates = _settings.Options.Tls is { } tls
            ? new ServerCertificates(tls, $"{_settings.ConfigPath}::tls", _settings.Time, _settings.Logger)
            : null;
        RemoveStaleSocket();
        IPAddress[] addresses = await ResolveAsync(cancellationToken);
        _host = Build(addresses, certificates);
        _server = _host.Services.GetRequiredService<IServer>();
        try
        {
            await _server.StartAsync(new HandlerApplication(_handler, _settings.Logger), cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            throw new ComponentStartException(
                $"{_settings.ConfigPath}::endpoint: cannot listen on {_address}: {Cause(e)}. Choose another endpoint or stop what uses it.", e);
        }

        Port = BoundPort(_server);
        ServersLog.Listening(
            _settings.Logger,
            (_address with { Port = Port }).ToString(),
            certificates is null ? "" : " (TLS)");
    }

    /// <summary>
    /// Stops listening, tells clients to go elsewhere (GOAWAY, <c>Connection: close</c>) and waits for requests in
    /// progress until <paramref name="deadline"/>; then it cuts them off.
    /// </summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.StopAsync(deadline);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        (Interlocked.Exchange(ref _host, null) as IDisposable)?.Dispose();
    }

    private IHost Build(IPAddress[] addresses, ServerCertificates? certificates) =>
        new HostBuilder()
            .ConfigureLogging(logging => logging.ClearProviders().AddProvider(new ForwardingLoggerProvider(_settings.Logger)))
            .ConfigureWebHost(web => web
                .UseKestrelCore()
                .UseKestrelHttpsConfiguration()
                .ConfigureServices(services => services.AddSingleton<IMemoryPoolFactory<byte>>(new BlockPoolFactory(_settings.Time)))
                .UseSockets(sockets =>
                {
                    sockets.CreateBoundListenSocket = ListenSocket.Create;

                    // Straight to the thread pool: the queues between serialise what runs on few threads anyway.
                    sockets.IOQueueCount = 0;
                })
                .ConfigureKestrel(kestrel =>
                {
                    kestrel.AddServerHeader = false;
                    kestrel.AllowSynchronousIO = false;
                    ServerLimits.Apply(kestrel.Limits, _settings.Options);
                    _settings.ConfigureLimits?.Invoke(kestrel.Limits);
                    Listen(kestrel, addresses, certificates);
                }))
            .Build();

    private void Listen(KestrelServerOptions kestrel, IPAddress[] addresses, ServerCertificates? certificates)
    {
        void Configure(ListenOptions listen)
        {
            listen.Protocols = _settings.Protocols;
            if (certificates is not null)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(certificates.Current),
                    HandshakeTimeout = TimeSpan.FromSeconds(10),
                });
            }

            ConnectionAge.Apply(listen, _settings.Options, _settings.Time);
        }

        if (_address.IsUnixSocket)
        {
            kestrel.ListenUnixSocket(_address.SocketPath, Configure);
        }
        else if (addresses.Length == 0)
        {
            kestrel.ListenAnyIP(_address.Port, Configure);
        }
        else
        {
            foreach (IPAddress address in addresses)
            {
                kestrel.Listen(address, _address.Port, Configure);
            }
        }
    }

    /// <summary>The addresses to bind; none means all of them.</summary>
    private async Task<IPAddress[]> ResolveAsync(CancellationToken cancellationToken)
    {
        if (_address.IsUnixSocket || _address.Host is "" or "::")
        {
            return [];
        }

        if (IPAddress.TryParse(_address.Host, out IPAddress? literal))
        {
            return [literal];
        }

        if (_address.Host == "localhost")
        {
            // A system-chosen port cannot be the same on both loopback addresses.
            return _address.Port != 0 && Socket.OSSupportsIPv6 && LoopbackV6Works()
                ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
                : [IPAddress.Loopback];
        }

        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(_address.Host, cancellationToken);
            return found is [IPAddress first, ..] ? [first] : throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException e)
        {
            throw new ComponentStartException(
                $"{_settings.ConfigPath}::endpoint: the host name '{_address.Host}' cannot be resolved: {e.Message}", e);
        }
    }

    private static bool LoopbackV6Works()
    {
        try
        {
            using Socket probe = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A socket file that a killed process left behind would make the bind fail.</summary>
    private void RemoveStaleSocket()
    {
        // A socket has no length; whatever has one is somebody's file.
        if (!_address.IsUnixSocket || new FileInfo(_address.SocketPath) is not { Exists: true, Length: 0 })
        {
            return;
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(_address.SocketPath));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(_address.SocketPath);
        }
        catch (SocketException)
        {
            // Not ours to judge: the bind reports what is wrong with the path.
        }
    }

    private static int BoundPort(IServer server)
    {
        string? address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return address is not null && !address.Contains("unix:", StringComparison.Ordinal) ? BindingAddress.Parse(address).Port : 0;
    }

    private static string Cause(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message.TrimEnd('.');
    }
}
