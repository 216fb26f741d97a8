// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>One action, compiled: it works on numbered keys. Stateless, so that it is shared.</summary>
internal abstract class ActionStep
{
    public abstract void Apply(ItemRun run);
}
