// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>An HTTP/1.1 connection on which a test writes what it likes.</summary>
internal sealed class RawHttp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public static async Task<RawHttp> ConnectAsync(int port)
    {
        RawHttp raw = new();
        await raw._socket.ConnectAsync(IPAddress.Loopback, port);
        return raw;
    }

    /// <summary>Connects, sends the text, reads one answer.</summary>
    public static async Task<HttpReply> ExchangeAsync(int port, string request)
    {
        using RawHttp raw = await ConnectAsync(port);
        await raw.SendAsync(request);
        return await raw.ReadAsync();
    }

    public static string Post(string path, string headers) => $"POST {path} HTTP/1.1\r\nHost: gateway\r\n{headers}\r\n\r\n";

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <summary>Reads one answer whose body has a content-length.</summary>
    public async Task<HttpReply> ReadAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        List<byte> received = [];
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            if (TryParse(received) is { } reply)
            {
                return reply;
            }

            int count = await _socket.ReceiveAsync(buffer, patience.Token);
            Assert.True(count > 0, $"The connection ended after: {Encoding.Latin1.GetString([.. received])}");
            received.AddRange(buffer[..count]);
        }
    }

    /// <summary>True when the other side closes without another byte.</summary>
    public async Task<bool> EndsAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        try
        {
            return await _socket.ReceiveAsync(new byte[1], patience.Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Ends the connection as a crashed client does.</summary>
    public void Reset() => _socket.Close(0);

    public void Dispose() => _socket.Dispose();

    private static HttpReply? TryParse(List<byte> received)
    {
        string text = Encoding.Latin1.GetString([.. received]);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        string[] lines = text[..end].Split("\r\n");
        Dictionary<string, string> headers = lines.Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        int status = int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        int length = status == 204 ? 0 : int.Parse(headers["content-length"], System.Globalization.CultureInfo.InvariantCulture);
        int start = end + 4;
        return received.Count < start + length ? null : new HttpReply(status, headers, [.. received.Skip(start).Take(length)]);
    }
}
