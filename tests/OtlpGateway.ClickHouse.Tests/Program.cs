// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Tests.Processes;
using Xunit.Runner.InProc.SystemConsole;

// The engine dies with its process and has one directory per process: what tests that runs as a child of this program.
return args is [ChildProcess.Switch, .. string[] rest]
    ? await ChildScenarios.RunAsync(rest)
    : await ConsoleRunner.Run(args);
