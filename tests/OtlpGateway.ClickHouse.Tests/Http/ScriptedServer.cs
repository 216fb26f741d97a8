// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OtlpGateway.ClickHouse.Tests.Http;

/// <summary>Answers every request with the same bytes, and keeps the requests' heads.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    internal ScriptedServer(string answer)
    {
        Answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The whole answer, status line and all; the connection is closed behind it.</summary>
    internal string Answer { get; set; }

    internal ConcurrentQueue<string> Heads { get; } = [];

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>An answer with a body of known length.</summary>
    internal static string Response(string status, string headers, string body) =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

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
        using (client)
        {
            NetworkStream stream = client.GetStream();
            byte[] buffer = new byte[64 * 1024];
            StringBuilder request = new();
            while (!IsWhole(request.ToString()))
            {
                int read = await stream.ReadAsync(buffer, _stop.Token);
                if (read == 0)
                {
                    return;
                }

                request.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            string text = request.ToString();
            Heads.Enqueue(text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)]);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer), _stop.Token);
            client.Client.Shutdown(SocketShutdown.Send);

            // Closing with bytes unread would take the answer back.
            while (await stream.ReadAsync(buffer, _stop.Token) > 0)
            {
            }
        }
    }

    private static bool IsWhole(string request)
    {
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        const string LengthHeader = "Content-Length: ";
        int at = request.IndexOf(LengthHeader, StringComparison.OrdinalIgnoreCase);
        return at < 0 || at > end
            ? request.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : request.Length - end - 4 >= int.Parse(request[(at + LengthHeader.Length)..request.IndexOf('\r', at)]);
    }
}
