// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>hash: of keys that other actions name too. The rest is <see cref="KeyPatterns"/>'.</summary>
internal sealed class HashStep(int[] slots) : ActionStep
{
    public override void Apply(ItemRun run)
    {
        foreach (int slot in slots)
        {
            if (run.IsPresent(slot))
            {
                run.Set(slot, run.StoreHash(run.ValueOf(slot)));
            }
        }
    }
}
