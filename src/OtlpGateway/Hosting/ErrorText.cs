// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Hosting;

/// <summary>How errors are told on stderr.</summary>
internal static class ErrorText
{
    public static void Write(TextWriter errors, string message) => errors.WriteLine($"Error: {message}");

    /// <summary>All errors of a configuration, one a line, and before them the warnings.</summary>
    public static void Write(TextWriter errors, ConfigDiagnostics diagnostics)
    {
        foreach (ConfigDiagnostic warning in diagnostics.Warnings)
        {
            errors.WriteLine($"Warning: {warning}");
        }

        int count = diagnostics.Errors.Count;
        Write(errors, count == 1 ? "the configuration is not valid:" : $"the configuration is not valid, {count} errors:");
        foreach (ConfigDiagnostic error in diagnostics.Errors)
        {
            errors.WriteLine($"  {error}");
        }
    }
}
