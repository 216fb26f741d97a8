// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Everything that is wrong with a configuration, collected so that the user sees it all at once.</summary>
public sealed class ConfigDiagnostics
{
    private readonly List<ConfigDiagnostic> _errors = [];
    private readonly List<ConfigDiagnostic> _warnings = [];

    /// <summary>In the order of the sources, by line.</summary>
    public IReadOnlyList<ConfigDiagnostic> Errors => InOrder(_errors);

    public IReadOnlyList<ConfigDiagnostic> Warnings => InOrder(_warnings);

    public bool HasErrors => _errors.Count > 0;

    public void Error(ConfigMark mark, string path, string message) => Add(_errors, new(mark, path, message));

    public void Warning(ConfigMark mark, string path, string message) => Add(_warnings, new(mark, path, message));

    /// <summary>True when there is an error at the path itself or at something inside it.</summary>
    public bool HasErrorAt(string path) => _errors.Exists(error =>
        error.Path.StartsWith(path, StringComparison.Ordinal)
        && (error.Path.Length == path.Length || error.Path.AsSpan(path.Length).StartsWith("::")));

    private static void Add(List<ConfigDiagnostic> to, ConfigDiagnostic diagnostic)
    {
        if (!to.Contains(diagnostic))
        {
            to.Add(diagnostic);
        }
    }

    private static List<ConfigDiagnostic> InOrder(List<ConfigDiagnostic> diagnostics)
    {
        List<string> sources = [.. diagnostics.Select(d => d.Mark.Source).Distinct(StringComparer.Ordinal)];
        return [.. diagnostics.OrderBy(d => sources.IndexOf(d.Mark.Source)).ThenBy(d => d.Mark.Line).ThenBy(d => d.Mark.Column)];
    }
}
