// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>One thing that is wrong, or will be one day, in the configuration.</summary>
/// <param name="Mark">Where.</param>
/// <param name="Path">The configuration path, keys joined by <c>::</c>; empty for the configuration as a whole.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ConfigDiagnostic(ConfigMark Mark, string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? $"{Mark}: {Message}" : $"{Mark}: {Path}: {Message}";
}
