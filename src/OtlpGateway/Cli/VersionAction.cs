// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.CommandLine.Invocation;
using OtlpGateway.Hosting;

namespace OtlpGateway.Cli;

internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"{OwnResource.ServiceName} version {OwnResource.Version}");
        return 0;
    }
}
