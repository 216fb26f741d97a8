// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace OtlpGateway.Log.Tests.Embedded;

/// <summary>The appender in a process of its own.</summary>
internal sealed class AppenderProcess : IDisposable
{
    private readonly Process _process;

    public AppenderProcess(string directory)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "OtlpGateway.Log.Appender.dll");
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } path && path.EndsWith("dotnet", StringComparison.Ordinal) ? path : "dotnet", [program, directory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Reads what it reported until so many lines were there, kills it, and reads the rest.</summary>
    public async Task<List<string>> KillAfterAsync(int lines, CancellationToken cancellationToken)
    {
        List<string> reported = [];
        while (reported.Count < lines && await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            reported.Add(line);
        }

        _process.Kill();
        string rest = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);

        // A line that the kill cut short was not reported.
        int end = rest.LastIndexOf('\n');
        reported.AddRange(rest[..(end + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return reported;
    }

    public async Task<(int ExitCode, string Error)> ExitAsync(CancellationToken cancellationToken)
    {
        string error = await _process.StandardError.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
