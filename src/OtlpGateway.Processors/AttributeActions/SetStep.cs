// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>insert, update and upsert.</summary>
internal sealed class SetStep(int slot, ValueSource source, bool whenAbsent, bool whenPresent) : ActionStep
{
    public override void Apply(ItemRun run)
    {
        if ((run.IsPresent(slot) ? whenPresent : whenAbsent) && source.TryGet(run, out SlotValue value))
        {
            run.Set(slot, value);
        }
    }
}
