// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using OtlpGateway.Cli;
using OtlpGateway.Composition;

namespace OtlpGateway.Tests.Cli;

/// <summary>A command line invoked in this process.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Errors)
{
    public static async Task<CommandLineRun> InvokeAsync(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        InvocationConfiguration invocation = new() { Output = output, Error = errors, EnableDefaultExceptionHandler = false };
        int code = await CommandLine.Create(GatewayComponents.CreateRegistry()).Parse(args).InvokeAsync(invocation);
        return new CommandLineRun(code, output.ToString(), errors.ToString());
    }
}
