// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.ObjectPool;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>How states are made and made ready for the next batch.</summary>
internal sealed class RewriteStatePolicy(ActionProgram program) : PooledObjectPolicy<RewriteState>
{
    private const int MostKeptBytes = 64 << 10;

    public override RewriteState Create() => new(program);

    public override bool Return(RewriteState obj)
    {
        obj.Run.Trim();
        obj.Output.Clear();
        if (obj.Scratch.Length > MostKeptBytes)
        {
            obj.Scratch.Detach(256).Dispose();
        }

        return true;
    }
}
