// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>What rewriting one batch needs, reused for the next.</summary>
internal sealed class RewriteState(ActionProgram program) : IDisposable
{
    public ItemRun Run { get; } = new(program);

    /// <summary>Where the new request is written.</summary>
    public ProtobufWriter Output { get; } = new();

    /// <summary>For texts that are matched.</summary>
    public ProtobufWriter Scratch { get; } = new(256);

    public void Dispose()
    {
        Run.Dispose();
        Output.Dispose();
        Scratch.Dispose();
    }
}
