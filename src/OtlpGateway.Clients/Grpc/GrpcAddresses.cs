// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;

namespace OtlpGateway.Clients.Grpc;

/// <summary>
/// The addresses behind a name, resolved again now and then, so that servers that come and go are noticed. Thread-safe.
/// </summary>
internal sealed class GrpcAddresses(string host, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly bool _isLiteral = IPAddress.TryParse(host, out _);
    private IPAddress[]? _known = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : null;
    private Task<IPAddress[]>? _resolving;
    private long _resolvedAt;

    /// <summary>At least one address; the same array as long as nothing was resolved anew.</summary>
    /// <exception cref="HttpRequestException">The name cannot be resolved and never was.</exception>
    public ValueTask<IPAddress[]> GetAsync(CancellationToken cancellationToken)
    {
        Task<IPAddress[]> resolving;
        lock (_lock)
        {
            if (_known is not null && (_isLiteral || time.GetElapsedTime(_resolvedAt) < Lifetime))
            {
                return ValueTask.FromResult(_known);
            }

            // All that ask meanwhile wait for the same answer, and none of them ends it by going away.
            resolving = _resolving ??= Task.Run(ResolveAsync, CancellationToken.None);
        }

        return new ValueTask<IPAddress[]>(resolving.WaitAsync(cancellationToken));
    }

    private async Task<IPAddress[]> ResolveAsync()
    {
        IPAddress[] found = [];
        SocketException? problem = null;
        try
        {
            found = await Dns.GetHostAddressesAsync(host, CancellationToken.None);
        }
        catch (SocketException e)
        {
            problem = e;
        }

        lock (_lock)
        {
            _resolving = null;
            _resolvedAt = time.GetTimestamp();

            // The last known addresses are better than none.
            _known = found.Length > 0 ? found : _known;
            return _known ?? throw new HttpRequestException(
                HttpRequestError.NameResolutionError, $"the host name '{host}' cannot be resolved: {problem?.Message ?? "it has no address"}", problem);
        }
    }
}
