// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Text;

namespace OtlpGateway.IntegrationTests.Gateway;

/// <summary>A program that was run: what it wrote and how it ended. Killed when it is disposed before its end.</summary>
internal sealed class CommandRun : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private bool _disposed;

    private CommandRun(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = TestPaths.Root,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process = new Process { StartInfo = start };
        Process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        Process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        Process.Start();
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
        Process.StandardInput.Write(input);
        Process.StandardInput.Close();
    }

    public Process Process { get; }

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public static CommandRun Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? input = null) =>
        new(program, arguments, environment ?? new Dictionary<string, string>(), input);

    /// <summary>Runs a program to its end and returns what it wrote to standard output; fails when it fails.</summary>
    public static async Task<string> OutputOfAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using CommandRun run = Start(program, arguments);
        int code = await run.EndAsync(cancellationToken);
        Assert.True(code == 0, $"{program} ended with {code}: {run.Errors}{run.Output}");
        return run.Output;
    }

    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await Process.WaitForExitAsync(cancellationToken);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
