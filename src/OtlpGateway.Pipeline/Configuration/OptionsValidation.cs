// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Collects what is wrong with one options object. Paths are relative to the object and spelt as in YAML, for example
/// <c>sending_queue::queue_size</c>; the loader adds the component's path, the file and the line.
/// </summary>
public sealed class OptionsValidation
{
    private readonly List<(string Path, string Message)> _errors = [];
    private readonly List<(string Path, string Message)> _warnings = [];

    public IReadOnlyList<(string Path, string Message)> Errors => _errors;

    public IReadOnlyList<(string Path, string Message)> Warnings => _warnings;

    /// <summary>Adds an error that stops the start: what is wrong and what would be right.</summary>
    public void Error(string path, string message) => _errors.Add((path, message));

    /// <summary>Adds a warning: the option is deprecated or has no effect here.</summary>
    public void Warning(string path, string message) => _warnings.Add((path, message));
}
