// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Clients.Grpc;

/// <summary>One address and how it did lately. Thread-safe.</summary>
internal sealed class GrpcDestination(HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long _refusedAt;
    private volatile bool _refused;

    public HttpMessageInvoker Connections { get; } = new(handler);

    /// <summary>False for a while after it refused a connection.</summary>
    public bool IsWell => !_refused || time.GetElapsedTime(Interlocked.Read(ref _refusedAt)) >= Pause;

    public void Answered() => _refused = false;

    public void Refused()
    {
        Interlocked.Exchange(ref _refusedAt, time.GetTimestamp());
        _refused = true;
    }

    public void Dispose() => Connections.Dispose();
}
