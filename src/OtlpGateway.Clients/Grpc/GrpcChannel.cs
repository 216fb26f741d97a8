// SPDX-License-Identifier: Apache-2.0

using System.Net;
using Microsoft.Extensions.Logging;
using OtlpGateway.Clients.Http;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Clients.Grpc;

/// <summary>
/// The connections of one gRPC client: calls go round over the addresses of the endpoint's name, or to the first that
/// answers, as the balancer says. Thread-safe.
/// </summary>
public sealed class GrpcChannel : IDisposable
{
    private static readonly TimeSpan ReadyPause = TimeSpan.FromMilliseconds(200);

    private readonly GrpcClientOptions _options;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly GrpcEndpoint _endpoint;
    private readonly GrpcAddresses _addresses;
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, GrpcDestination> _destinations = [];
    private GrpcDestination[] _order = [];
    private IPAddress[] _resolved = [];
    private uint _turn;

    /// <param name="path">The client's configuration path, for messages.</param>
    /// <exception cref="ComponentStartException">The endpoint or a certificate file cannot be used.</exception>
    public GrpcChannel(GrpcClientOptions options, string path, TimeProvider time, ILogger logger)
    {
        _options = options;
        _path = path;
        _time = time;
        _logger = logger;
        _endpoint = GrpcEndpoint.TryParse(options.Endpoint, options.Tls.Insecure, out GrpcEndpoint? endpoint, out string problem)
            ? endpoint
            : throw new ComponentStartException($"{path}::endpoint: {problem}");
        _addresses = new GrpcAddresses(endpoint.Host, time);
        if (!SpreadsCalls)
        {
            _order = [Destination(null)];
        }
        else
        {
            // What is wrong with the certificates is said at the start, not with the first call.
            Destination(null).Dispose();
        }
    }

    /// <summary>What calls are addressed to.</summary>
    public Uri Address => _endpoint.Address;

    private bool SpreadsCalls => _options.BalancerName == GrpcBalancer.RoundRobin && _endpoint.SocketPath.Length == 0;

    /// <summary>
    /// Makes one attempt over one address after the other, until one has taken the connection. A request is made for each
    /// by <paramref name="attempt"/>, which throws <see cref="HttpRequestException"/> only for what was not sent.
    /// </summary>
    public async Task<T> CallAsync<T>(Func<HttpMessageInvoker, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TryAllAsync(attempt, cancellationToken);
            }
            catch (HttpRequestException) when (_options.WaitForReady)
            {
                await Task.Delay(ReadyPause, _time, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (GrpcDestination destination in _order)
            {
                destination.Dispose();
            }

            _order = [];
            _destinations.Clear();
        }
    }

    private async Task<T> TryAllAsync<T>(Func<HttpMessageInvoker, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        GrpcDestination[] order = SpreadsCalls ? Refreshed(await _addresses.GetAsync(cancellationToken)) : _order;
        HttpRequestException? failure = null;
        foreach (GrpcDestination destination in InTurn(order))
        {
            try
            {
                T result = await attempt(destination.Connections, cancellationToken);
                destination.Answered();
                return result;
            }
            catch (HttpRequestException e)
            {
                destination.Refused();
                failure = e;
            }
        }

        throw failure ?? new HttpRequestException($"{_endpoint.Address} has no address");
    }

    /// <summary>Those that are well first, beginning with the next one; the others only when no other takes the call.</summary>
    private GrpcDestination[] InTurn(GrpcDestination[] destinations)
    {
        if (destinations.Length < 2)
        {
            return destinations;
        }

        uint first = Interlocked.Increment(ref _turn);
        GrpcDestination[] turn = new GrpcDestination[destinations.Length];
        int well = 0;
        int unwell = turn.Length;
        for (uint i = 0; i < turn.Length; i++)
        {
            GrpcDestination destination = destinations[(first + i) % turn.Length];
            turn[destination.IsWell ? well++ : --unwell] = destination;
        }

        return turn;
    }

    /// <summary>The destinations of these addresses; those of addresses that are gone are let go.</summary>
    private GrpcDestination[] Refreshed(IPAddress[] addresses)
    {
        lock (_lock)
        {
            if (ReferenceEquals(addresses, _resolved))
            {
                return _order;
            }

            foreach (IPAddress gone in _destinations.Keys.Except(addresses).ToList())
            {
                _destinations.Remove(gone, out GrpcDestination? old);
                old?.Dispose();
            }

            foreach (IPAddress address in addresses)
            {
                if (!_destinations.ContainsKey(address))
                {
                    _destinations.Add(address, Destination(address));
                }
            }

            _resolved = addresses;
            _order = [.. addresses.Select(address => _destinations[address])];
            return _order;
        }
    }

    private GrpcDestination Destination(IPAddress? address) => new(
        ClientHandlers.Reloading(_options.Tls, _path, _time, _logger, () => CreateSockets(address)), _time);

    private SocketsHttpHandler CreateSockets(IPAddress? address)
    {
        SocketsHttpHandler handler = ClientHandlers.CreateSockets(_options.Tls, _path);
        NamedTlsConnector? tls = _endpoint.IsSecure && _options.Tls.ServerNameOverride.Length > 0
            ? new NamedTlsConnector(handler.SslOptions, _options.Tls.ServerNameOverride, http2: true)
            : null;
        handler.UseProxy = false;
        handler.EnableMultipleHttp2Connections = true;
        handler.ConnectCallback = new GrpcConnector(_endpoint, _addresses, address, tls).ConnectAsync;
        if (_options.Keepalive is { } keepalive)
        {
            handler.KeepAlivePingDelay = keepalive.Time;
            handler.KeepAlivePingTimeout = keepalive.Timeout;
            handler.KeepAlivePingPolicy = keepalive.PermitWithoutStream ? HttpKeepAlivePingPolicy.Always : HttpKeepAlivePingPolicy.WithActiveRequests;
        }

        return handler;
    }
}
