// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OtlpGateway.Testing.Kafka;

/// <summary>
/// One proxy before each broker of a cluster; in what the brokers say of their addresses theirs stand. A broker can be made
/// silent, as a machine is that is gone: connections stay, and nothing comes through any more.
/// </summary>
public sealed class BrokerProxies : IAsyncDisposable
{
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<(int Broker, KafkaApi Api), int> _requests = new();
    private readonly ConcurrentDictionary<int, CancellationTokenSource> _silence = new();
    private readonly Dictionary<int, int> _ports = [];
    private readonly List<TcpListener> _listeners = [];
    private readonly ConcurrentBag<Task> _tasks = [];

    private BrokerProxies(IReadOnlyList<string> brokers)
    {
        int[] real = [.. brokers.Select(broker => int.Parse(broker.Split(':')[^1], CultureInfo.InvariantCulture))];
        foreach (int port in real)
        {
            TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            _listeners.Add(listener);
            _ports[port] = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        for (int i = 0; i < real.Length; i++)
        {
            int broker = i + 1;
            int port = real[i];
            _silence[broker] = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            _tasks.Add(Task.Run(() => AcceptAsync(_listeners[broker - 1], broker, port)));
        }

        BootstrapServers = [.. real.Select(port => $"127.0.0.1:{_ports[port]}")];
    }

    public IReadOnlyList<string> BootstrapServers { get; }

    public static BrokerProxies Start(MockKafkaCluster cluster) => new(cluster.BootstrapServers);

    /// <summary>How many requests of a kind a broker was sent.</summary>
    public int Requests(int broker, KafkaApi api) => _requests.GetValueOrDefault((broker, api));

    /// <summary>From now on nothing comes through in either direction; no connection ends, and new ones are taken.</summary>
    public void Silence(int broker) => _silence[broker].Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (TcpListener listener in _listeners)
        {
            listener.Dispose();
        }

        await Task.WhenAll(_tasks);
        foreach (CancellationTokenSource silence in _silence.Values)
        {
            silence.Dispose();
        }

        _stopping.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, int broker, int port)
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(_stopping.Token);
                _tasks.Add(Task.Run(() => ServeAsync(client, broker, port)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy stops.
        }
    }

    private async Task ServeAsync(TcpClient client, int broker, int port)
    {
        using (client)
        using (TcpClient server = new())
        {
            CancellationToken silence = _silence[broker].Token;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, port, silence);
                Task up = RelayAsync(client.GetStream(), server.GetStream(), frame => Note(broker, frame), silence);
                Task down = RelayAsync(server.GetStream(), client.GetStream(), Rewrite, silence);
                await await Task.WhenAny(up, down);
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
            {
                // One side has gone, or the broker is silent.
            }

            if (silence.IsCancellationRequested)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stopping.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Frame by frame: a length of four bytes, and as many bytes.</summary>
    private static async Task RelayAsync(NetworkStream from, NetworkStream to, Action<byte[]> look, CancellationToken silence)
    {
        byte[] length = new byte[sizeof(int)];
        while (true)
        {
            await from.ReadExactlyAsync(length, silence);
            int bytes = BinaryPrimitives.ReadInt32BigEndian(length);
            if (bytes is < 0 or > MostBytes)
            {
                throw new IOException($"A frame of {bytes} bytes is none of Kafka's.");
            }

            byte[] frame = new byte[bytes];
            await from.ReadExactlyAsync(frame, silence);
            look(frame);
            await to.WriteAsync(length, silence);
            await to.WriteAsync(frame, silence);
        }
    }

    private void Note(int broker, byte[] request) =>
        _requests.AddOrUpdate((broker, (KafkaApi)BinaryPrimitives.ReadInt16BigEndian(request)), 1, static (_, count) => count + 1);

    /// <summary>Addresses are a host and behind it the port in four bytes; the proxies' are as long.</summary>
    private void Rewrite(byte[] response)
    {
        ReadOnlySpan<byte> host = "127.0.0.1"u8;
        int at = 0;
        while (response.AsSpan(at).IndexOf(host) is >= 0 and var found)
        {
            at += found + host.Length;
            if (at + sizeof(int) <= response.Length && _ports.TryGetValue(BinaryPrimitives.ReadInt32BigEndian(response.AsSpan(at)), out int port))
            {
                BinaryPrimitives.WriteInt32BigEndian(response.AsSpan(at), port);
            }
        }
    }
}
