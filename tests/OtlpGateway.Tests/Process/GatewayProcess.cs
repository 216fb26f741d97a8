// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace OtlpGateway.Tests.Process;

/// <summary>The built executable as a process of its own, with everything it said.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly System.Diagnostics.Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _output = new();

    private GatewayProcess(System.Diagnostics.Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
    }

    public IReadOnlyCollection<string> Errors => _errors;

    public IReadOnlyCollection<string> Output => _output;

    public static GatewayProcess Start(params string[] args)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "otlp-gateway"), args)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        GatewayProcess gateway = new(new System.Diagnostics.Process { StartInfo = start });
        gateway._process.Start();
        gateway._process.BeginOutputReadLine();
        gateway._process.BeginErrorReadLine();
        return gateway;
    }

    /// <summary>Waits for the nth log line that contains the text.</summary>
    public Task<string> WaitForLogAsync(string text, int nth = 1) => WaitForAsync(_errors, text, nth);

    public Task<string> WaitForOutputAsync(string text) => WaitForAsync(_output, text, 1);

    public void Signal(PosixSignal signal)
    {
        int number = signal switch
        {
            PosixSignal.SIGTERM => 15,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGHUP => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        if (Kill(_process.Id, number) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent.");
        }
    }

    /// <summary>Waits for the process to end with this exit code; where it ends otherwise, shows what it said.</summary>
    public async Task ExitsWithAsync(int code)
    {
        using CancellationTokenSource limit = new(Patience);
        await _process.WaitForExitAsync(limit.Token);
        Assert.True(
            _process.ExitCode == code,
            $"The gateway ended with {_process.ExitCode} instead of {code}. It said:\n{string.Join('\n', _errors)}\n{string.Join('\n', _output)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Add(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    private async Task<string> WaitForAsync(ConcurrentQueue<string> lines, string text, int nth)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            bool isOver = _process.HasExited;
            if (isOver)
            {
                // Only then is all read that it said.
                using CancellationTokenSource limit = new(Patience);
                await _process.WaitForExitAsync(limit.Token);
            }

            if (lines.Where(line => line.Contains(text, StringComparison.Ordinal)).Skip(nth - 1).FirstOrDefault() is { } found)
            {
                return found;
            }

            if (isOver || Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"\"{text}\" was not said. The gateway said:\n{string.Join('\n', _errors)}\n{string.Join('\n', _output)}");
            }

            await Task.Delay(20);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
