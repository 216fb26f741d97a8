// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>Where insert, update and upsert take their value from.</summary>
/// <param name="Constant">The configured value, or null.</param>
/// <param name="Slot">The attribute to copy, or -1.</param>
/// <param name="Context">The number of the value that comes with the request, or -1.</param>
/// <param name="Default">What is taken where there is none, or null.</param>
internal sealed record ValueSource(byte[]? Constant, int Slot, int Context, byte[]? Default)
{
    public bool TryGet(ItemRun run, out SlotValue value)
    {
        if (Constant is not null)
        {
            value = new SlotValue(Constant, 0, Constant.Length);
            return true;
        }

        if (Slot >= 0 && run.IsPresent(Slot))
        {
            value = run.ValueOf(Slot);
            return true;
        }

        if (Context >= 0 && run.TryGetContext(Context, out value))
        {
            return true;
        }

        value = Default is null ? default : new SlotValue(Default, 0, Default.Length);
        return Default is not null;
    }
}
