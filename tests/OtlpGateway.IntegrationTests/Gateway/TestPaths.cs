// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.IntegrationTests.Gateway;

internal static class TestPaths
{
    /// <summary>The top of the source tree.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The gateway as the build put it beside these tests.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "otlp-gateway");

    public static string EmbeddedConfig { get; } = Path.Combine(Root, "config", "embedded.yaml");

    public static string JavaScriptClient { get; } = Path.Combine(Root, "tests", "clients", "js");

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OtlpGateway.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests run from within the source tree.");
    }
}
