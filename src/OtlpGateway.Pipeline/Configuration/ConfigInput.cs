// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>What the command line says about the configuration.</summary>
public sealed record ConfigInput
{
    /// <summary>Values of <c>--config</c>, in their order: a path, <c>file:</c>, <c>env:</c> or <c>yaml:</c>.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Values of <c>--set</c>: <c>key=value</c>, applied last.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Looks up an environment variable; null when it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}
