// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using System.Runtime.InteropServices;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// Finds and loads <c>libchdb.so</c>: beside the executable, then where <c>OTLP_GATEWAY_CHDB_LIB</c> says, then in
/// <c>eng/native/node_modules</c> of any directory above (a source tree).
/// </summary>
internal static class ChdbLibrary
{
    internal const string ImportName = "chdb";
    internal const string FileName = "libchdb.so";
    internal const string EnvironmentVariable = "OTLP_GATEWAY_CHDB_LIB";

    private const string PackagePath = "eng/native/node_modules/@chdb/lib-linux-x64-gnu";

    private static readonly Lock Gate = new();
    private static nint LoadedHandle;

    /// <summary>Loads the library once per process. Throws <see cref="ChdbStartException"/> that says where it looked.</summary>
    internal static void Load()
    {
        lock (Gate)
        {
            if (LoadedHandle != 0)
            {
                return;
            }

            string path = Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(EnvironmentVariable), File.Exists)
                ?? throw new ChdbStartException(NotFound(AppContext.BaseDirectory));
            try
            {
                LoadedHandle = NativeLibrary.Load(path);
            }
            catch (Exception cause) when (cause is DllNotFoundException or BadImageFormatException)
            {
                throw new ChdbStartException($"ClickHouse's library {path} does not load: {cause.Message}", cause);
            }

            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
        }
    }

    /// <summary>The first existing candidate, or null.</summary>
    internal static string? Find(string baseDirectory, string? configured, Func<string, bool> exists)
    {
        string beside = Path.Combine(baseDirectory, FileName);
        if (exists(beside))
        {
            return beside;
        }

        if (!string.IsNullOrEmpty(configured) && exists(configured))
        {
            return Path.GetFullPath(configured);
        }

        for (DirectoryInfo? folder = new(baseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, PackagePath, FileName);
            if (exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static string NotFound(string baseDirectory) =>
        $"ClickHouse's library {FileName} is not beside the executable ({baseDirectory}), {EnvironmentVariable} does not name it, " +
        $"and no directory above has {PackagePath}/{FileName}. In a source tree run scripts/setup.sh; " +
        $"else take it from the npm package @chdb/lib-linux-x64-gnu and set {EnvironmentVariable}.";

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name == ImportName ? LoadedHandle : 0;
}
