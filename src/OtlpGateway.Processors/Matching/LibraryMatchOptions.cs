// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Matching;

/// <summary>An instrumentation scope.</summary>
public sealed class LibraryMatchOptions
{
    public string Name { get; set; } = "";

    /// <summary>Null is any version; empty is none.</summary>
    public string? Version { get; set; }
}
