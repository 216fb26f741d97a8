// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;

namespace OtlpGateway.ClickHouse.Tests.Http;

/// <summary>Stands between a client and a server, and loses answers when it is told to.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;

    internal TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal enum Answers
    {
        Pass,

        /// <summary>The connection is closed when the server answers.</summary>
        CutOff,

        /// <summary>Nothing comes back, and the connection stays open.</summary>
        Swallow,
    }

    internal Answers Mode { get; set; }

    /// <summary>Completes when the server has answered something that was not passed on.</summary>
    internal TaskCompletionSource Lost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAny(_accepting);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient near = client;
        using TcpClient far = new();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            Task up = near.GetStream().CopyToAsync(far.GetStream(), _stop.Token);
            Task down = ReturnAsync(far.GetStream(), near.GetStream());
            await Task.WhenAny(up, down);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // A connection that ends is what a proxy sees all day.
        }
    }

    private async Task ReturnAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, _stop.Token)) > 0)
        {
            switch (Mode)
            {
                case Answers.Pass:
                    await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
                    break;
                case Answers.CutOff:
                    Lost.TrySetResult();
                    return;
                default:
                    Lost.TrySetResult();
                    break;
            }
        }
    }
}
