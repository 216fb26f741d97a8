// SPDX-License-Identifier: Apache-2.0

using System.Text;

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

    /// <summary>
    /// The engine keeps the process id of its owner in the file that it locks. The framework's own file access takes
    /// the lock into account even for reading, so the file is read past it.
    /// </summary>
    private static string Owner(string directory)
    {
        const string Label = "PID: ";
        byte[] path = Encoding.UTF8.GetBytes(Path.Combine(directory, "status") + '\0');
        int file = LibC.Open(in path[0], 0);
        if (file < 0)
        {
            return "";
        }

        byte[] buffer = new byte[256];
        nint count = LibC.ReadAt(file, buffer, (nuint)buffer.Length, 0);
        _ = LibC.Close(file);
        string text = Encoding.UTF8.GetString(buffer, 0, (int)Math.Max(count, 0));
        int start = text.IndexOf(Label, StringComparison.Ordinal);
        return start < 0 ? "" : $" (process {text[(start + Label.Length)..].Split('\n')[0].Trim()})";
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
