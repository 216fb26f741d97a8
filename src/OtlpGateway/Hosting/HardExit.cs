// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace OtlpGateway.Hosting;

/// <summary>
/// Ends the process without any clean-up, as a crash would, but with an exit code: exit handlers of an engine that is
/// still at work could hang. What was acknowledged is durable.
/// </summary>
internal static class HardExit
{
    public static void Now(int code)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(code);
        }

        ExitProcess(code);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitProcess(int code);
}
