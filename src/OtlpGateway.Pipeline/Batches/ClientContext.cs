// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Pipeline.Batches;

/// <summary>Who sent a batch and what it said beside the telemetry. Immutable; shared by every batch of one request.</summary>
public sealed class ClientContext
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoMetadata =
        FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    private static readonly IReadOnlyDictionary<string, string> NoAuth = FrozenDictionary<string, string>.Empty;

    // After the two above: statics are made in this order, and this one uses them.
    /// <summary>Nothing is known: data that the gateway made itself, or a receiver without clients.</summary>
    public static readonly ClientContext None = new();

    /// <summary>How it came: <c>grpc</c>, <c>http</c>, <c>kafka</c>. The <c>transport</c> label of the receiver's metrics.</summary>
    public string Transport { get; init; } = "";

    /// <summary>The peer's address, or empty.</summary>
    public string Address { get; init; } = "";

    /// <summary>Request headers by lower-case name; empty unless the receiver's <c>include_metadata</c> is on.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Metadata { get; init; } = NoMetadata;

    /// <summary>What the authenticator found, for example <c>username</c>. Never the credential itself.</summary>
    public IReadOnlyDictionary<string, string> AuthAttributes { get; init; } = NoAuth;
}
