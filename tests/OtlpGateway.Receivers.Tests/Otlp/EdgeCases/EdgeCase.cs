// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Otlp.EdgeCases;

/// <summary>One request and the answer it must get, over HTTP and gRPC alike.</summary>
/// <param name="Number">The case's number in the list of receiver edge cases, with a letter for a variant.</param>
/// <param name="Name">What is sent.</param>
/// <param name="Signal">Where it is sent.</param>
/// <param name="Body">The protobuf request.</param>
/// <param name="Verdict">What is expected.</param>
/// <param name="Delivered">Items that must reach the pipeline.</param>
/// <param name="Rejected">Items that a partial success must name.</param>
public sealed record EdgeCase(string Number, string Name, Signal Signal, byte[] Body, Verdict Verdict, int Delivered, int Rejected)
{
    public static EdgeCase Ok(string number, string name, Signal signal, byte[] body, int delivered = 1) =>
        new(number, name, signal, body, Verdict.Ok, delivered, 0);

    public static EdgeCase Malformed(string number, string name, Signal signal, byte[] body) =>
        new(number, name, signal, body, Verdict.Malformed, 0, 0);

    public static EdgeCase Partial(string number, string name, Signal signal, byte[] body, int rejected = 1, int delivered = 0) =>
        new(number, name, signal, body, Verdict.Partial, delivered, rejected);

    public override string ToString() => $"{Number} {Name}";
}

public enum Verdict
{
    /// <summary>200 and OK; nothing rejected.</summary>
    Ok,

    /// <summary>200 and OK with a partial success.</summary>
    Partial,

    /// <summary>400 and INVALID_ARGUMENT; nothing ingested.</summary>
    Malformed,
}
