// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>Turns what the engine wrote to standard error into one message for the operator.</summary>
internal static class StartFailure
{
    internal static string Describe(string directory, string standardError)
    {
        string reason = FirstErrorLine(standardError);
        return reason.Contains("Cannot lock file", StringComparison.Ordinal)
            ? $"The ClickHouse store {directory} is in use by another process{Owner(directory)}. Stop it, or query through it: {reason}"
            : $"The ClickHouse store {directory} does not open: {(reason.Length > 0 ? reason : "the engine gave no reason")}";
    }

    /// <summary>The engine keeps the process id of its owner in the file that it locks.</summary>
    private static string Owner(string directory)
    {
        try
        {
            // Anything but shared access would ask for the very lock that the owner holds.
            using FileStream file = new(Path.Combine(directory, "status"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(file);
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith("PID: ", StringComparison.Ordinal))
                {
                    return $" (process {line.AsSpan(5).Trim()})";
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The owner's id is a convenience; the message is complete without it.
        }

        return "";
    }

    private static string FirstErrorLine(string text)
    {
        string first = "";
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Contains("Code: ", StringComparison.Ordinal))
            {
                return line;
            }

            first = first.Length == 0 ? line : first;
        }

        return first;
    }
}
