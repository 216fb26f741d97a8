// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.ObjectPool;
using OtlpGateway.Processors.Redaction.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction;

/// <summary>What redacting one batch needs, reused for the next.</summary>
internal sealed class RedactionState(RedactionPlan plan) : IDisposable
{
    public RedactionRun Run { get; } = new(plan);

    /// <summary>Where the new request is written.</summary>
    public ProtobufWriter Output { get; } = new();

    public void Dispose()
    {
        Run.Dispose();
        Output.Dispose();
    }

    /// <summary>How states are made and made ready for the next batch.</summary>
    internal sealed class Pool(RedactionPlan plan) : PooledObjectPolicy<RedactionState>
    {
        public override RedactionState Create() => new(plan);

        public override bool Return(RedactionState obj)
        {
            obj.Run.Trim();
            obj.Run.Counts.Clear();
            obj.Output.Clear();
            return true;
        }
    }
}
