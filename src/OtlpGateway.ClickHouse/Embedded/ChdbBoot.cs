// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>Brings the engine up in this process, and puts back what it replaces of the process on its way.</summary>
internal static class ChdbBoot
{
    /// <summary>Makes the directory, writes the server settings into it and loads the library; gives what every session is opened with.</summary>
    /// <exception cref="ChdbStartException">The directory cannot be written to, or the library is not there.</exception>
    public static string[] Prepare(string directory, ChdbOptions options)
    {
        CreateDirectory(directory);
        ChdbLibrary.Load();
        return Arguments(directory, WriteSettings(directory, options), options);
    }

    /// <summary>Boots the engine and gives its first session.</summary>
    /// <exception cref="ChdbStartException">The engine refused; with its own reason.</exception>
    public static ChdbConnection Run(string directory, string[] arguments)
    {
        SignalHandlers handlers = SignalHandlers.Snapshot();
        ChdbNative.SetSignalHandlersEnabled(0);
        ChdbConnection? connection;
        string reason = "";
        using (StandardErrorCapture standardError = new())
        {
            connection = ChdbConnection.TryOpen(arguments);
            handlers.Restore();
            if (connection is null)
            {
                reason = standardError.Take();
            }
        }

        if (connection is null)
        {
            throw new ChdbStartException(StartFailure.Describe(directory, reason));
        }

        handlers.Verify();
        return connection;
    }

    private static string[] Arguments(string directory, string settingsFile, ChdbOptions options) =>
    [
        "otlp-gateway",
        "--path=" + directory,
        "--config-file=" + settingsFile,
        "--max_threads=" + Math.Clamp(Environment.ProcessorCount, 1, 8).ToString(CultureInfo.InvariantCulture),
        "--max_insert_threads=1",
        "--async_insert=0",
        "--max_memory_usage=" + (options.MaxMemoryBytes / 2).ToString(CultureInfo.InvariantCulture),
    ];

    private static string WriteSettings(string directory, ChdbOptions options)
    {
        try
        {
            return ChdbSettingsFile.Write(directory, options);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ChdbStartException($"The ClickHouse store {directory} cannot be written to: {cause.Message}", cause);
        }
    }

    private static void CreateDirectory(string directory)
    {
        try
        {
            _ = Directory.CreateDirectory(directory);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ChdbStartException($"The ClickHouse store {directory} cannot be created: {cause.Message}", cause);
        }
    }
}
