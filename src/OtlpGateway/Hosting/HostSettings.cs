// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Hosting;

/// <summary>What the command line passes to the host.</summary>
internal sealed class HostSettings
{
    public required ComponentRegistry Registry { get; init; }

    public required ConfigInput Input { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Errors { get; init; }

    /// <summary>How long a stop or reload waits for what is in flight.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Print where to send and how to query, once everything runs.</summary>
    public bool Welcome { get; init; }

    /// <summary>Feature gates as given, for a warning about those that have no effect.</summary>
    public IReadOnlyList<string> FeatureGates { get; init; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
