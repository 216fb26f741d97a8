// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OtlpGateway.Testing.Prometheus;

/// <summary>
/// A database of metrics as a process of its own, with its own port and data, both of which survive its death. The program is
/// the one that <c>scripts/setup.sh</c> has unpacked.
/// </summary>
public abstract class MetricsServer : IAsyncDisposable
{
    private const int Lowest = 10_000;

    /// <summary>Below the ports that the system gives to outgoing connections, which come and go.</summary>
    private const int Highest = 32_000;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly string _executable;
    private readonly StringBuilder _output = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private Process? _process;

    protected MetricsServer(string executable)
    {
        _executable = executable;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FindPort()}"));
        Query = new PromQl(_http, Address);
    }

    public Uri Address { get; }

    /// <summary>Where it takes remote write.</summary>
    public Uri WriteAddress => new(Address, "/api/v1/write");

    public PromQl Query { get; }

    /// <summary>What it wrote to its log.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Memory that it holds now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            Process process = Running();
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>The directory with everything that is the server's.</summary>
    protected string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("otlp-gateway-metrics-").FullName;

    /// <summary>Answers 200 when the server takes requests.</summary>
    protected abstract string ReadyPath { get; }

    /// <summary>The same data again, after <see cref="KillAsync"/> or <see cref="StopAsync"/>. Returns when it takes requests.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("The server runs already.");
        }

        ProcessStartInfo start = new(_executable, Arguments())
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{_executable} did not start.");
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync(_process, cancellationToken);
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        Process process = Running();
        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>SIGTERM, and waits for its end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Process process = Running();
        using (Process signal = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await signal.WaitForExitAsync(cancellationToken);
        }

        await process.WaitForExitAsync(cancellationToken);
        process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _http.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected abstract IEnumerable<string> Arguments();

    private async Task WaitUntilReadyAsync(Process process, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!await IsReadyAsync(limit.Token))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{_executable} ended with {process.ExitCode}: {Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync(new Uri(Address, ReadyPath), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Process Running() => _process ?? throw new InvalidOperationException("The server does not run.");

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private static int FindPort()
    {
        while (true)
        {
            int port = Random.Shared.Next(Lowest, Highest);
            using TcpListener listener = new(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; another one.
            }
        }
    }
}
