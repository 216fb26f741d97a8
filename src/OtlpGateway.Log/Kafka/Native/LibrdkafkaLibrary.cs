// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>
/// Finds and loads <c>librdkafka.so</c>: where <c>OTLP_GATEWAY_LIBRDKAFKA</c> says, then beside the executable, then in
/// <c>eng/native/librdkafka/lib</c> of any directory above (a source tree), then wherever the system's loader looks, which
/// finds that of the package librdkafka.redist. Confluent.Kafka is made to use the same one.
/// </summary>
internal static class LibrdkafkaLibrary
{
    internal const string ImportName = "librdkafka";
    internal const string EnvironmentVariable = "OTLP_GATEWAY_LIBRDKAFKA";

    /// <summary>2.15.0 in librdkafka's way of writing versions: what the C API used here needs.</summary>
    private const int OldestVersion = 0x020f0000;

    private const string FileName = "librdkafka.so";
    private const string BuiltPath = "eng/native/librdkafka/lib";

    private static readonly Lock Gate = new();
    private static nint LoadedHandle;

    /// <summary>Loads the library once per process and returns its handle. Throws <see cref="NotSupportedException"/> that says where it looked.</summary>
    internal static nint Load()
    {
        lock (Gate)
        {
            if (LoadedHandle == 0)
            {
                LoadedHandle = Open(Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(EnvironmentVariable), File.Exists));
                NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
                NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
                RequireVersion(Librdkafka.Version());
            }

            return LoadedHandle;
        }
    }

    /// <summary>The first existing candidate, or null.</summary>
    internal static string? Find(string baseDirectory, string? configured, Func<string, bool> exists)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return exists(configured)
                ? Path.GetFullPath(configured)
                : throw new NotSupportedException($"{EnvironmentVariable} names {configured}, which is not there.");
        }

        string beside = Path.Combine(baseDirectory, FileName);
        if (exists(beside))
        {
            return beside;
        }

        for (DirectoryInfo? folder = new(baseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, BuiltPath, BuiltVersion, FileName);
            if (exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The version that <c>eng/native/librdkafka/build.sh</c> builds.</summary>
    internal const string BuiltVersion = "2.15.1";

    private static nint Open(string? path)
    {
        try
        {
            return path is null
                ? NativeLibrary.Load(ImportName, Assembly.GetExecutingAssembly(), null)
                : NativeLibrary.Load(path);
        }
        catch (Exception cause) when (cause is DllNotFoundException or BadImageFormatException)
        {
            string what = path is null
                ? $"{FileName} is not beside the executable ({AppContext.BaseDirectory}), {EnvironmentVariable} does not name it, no directory above has {BuiltPath}, and the system does not know it"
                : $"{path} does not load: {cause.Message}";
            throw new NotSupportedException(
                $"Kafka brokers need librdkafka {BuiltVersion}, but {what}. In a source tree run scripts/setup.sh; else install it and set {EnvironmentVariable}.",
                cause);
        }
    }

    private static void RequireVersion(int found)
    {
        if (found < OldestVersion)
        {
            throw new NotSupportedException(
                $"The librdkafka found is version {found >> 24}.{(found >> 16) & 0xff}.{(found >> 8) & 0xff}; {BuiltVersion} is needed. Set {EnvironmentVariable} to that of eng/native/librdkafka.");
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name switch
    {
        ImportName => LoadedHandle,

        // Confluent.Kafka asks the C library by a name that only development packages install.
        "libdl" => NativeLibrary.TryLoad("libdl.so.2", out nint handle) ? handle : 0,
        _ => 0,
    };
}
