// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>convert. What cannot be converted stays.</summary>
internal sealed class ConvertStep(int slot, ConvertedType type) : ActionStep
{
    public override void Apply(ItemRun run)
    {
        if (run.IsPresent(slot) && run.TryConvert(run.ValueOf(slot), type, out SlotValue converted))
        {
            run.Set(slot, converted);
        }
    }
}
