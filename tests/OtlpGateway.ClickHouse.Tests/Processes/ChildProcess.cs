// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace OtlpGateway.ClickHouse.Tests.Processes;

/// <summary>This test program again, as a child that may be killed.</summary>
internal static class ChildProcess
{
    internal const string Switch = "--child";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    internal static async Task<ChildResult> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using Process process = Start(arguments);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ChildResult(process.ExitCode, await output, await error);
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    internal static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Switch);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}

internal sealed record ChildResult(int ExitCode, string Output, string Error)
{
    /// <summary>128 + SIGKILL.</summary>
    internal bool WasKilled => ExitCode == 137;
}
