// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>delete: of keys that other actions name too. The rest is <see cref="KeyPatterns"/>'.</summary>
internal sealed class DeleteStep(int[] slots) : ActionStep
{
    public override void Apply(ItemRun run)
    {
        foreach (int slot in slots)
        {
            run.Remove(slot);
        }
    }
}
