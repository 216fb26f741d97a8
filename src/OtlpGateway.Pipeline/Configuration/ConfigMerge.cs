// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Puts one configuration over another: maps merge deeply; of lists, scalars and nulls the later one counts, so that
/// <c>processors:</c> without a value removes the earlier map while <c>processors: {}</c> keeps it.
/// </summary>
internal static class ConfigMerge
{
    public static ConfigNode Over(ConfigNode below, ConfigNode above)
    {
        if (below is not ConfigMap belowMap || above is not ConfigMap aboveMap)
        {
            return above;
        }

        List<ConfigEntry> entries = [];
        foreach (ConfigEntry entry in belowMap.Entries)
        {
            entries.Add(aboveMap.Find(entry.Key) is { } over ? Over(entry, over) : entry);
        }

        entries.AddRange(aboveMap.Entries.Where(entry => belowMap.Find(entry.Key) is null));
        return new ConfigMap(belowMap.Mark, entries);
    }

    // A section that is only added to stays where it was written: that is where a complaint about it belongs.
    private static ConfigEntry Over(ConfigEntry below, ConfigEntry above)
    {
        bool addsTo = below.Value is ConfigMap && above.Value is ConfigMap;
        return new ConfigEntry(below.Key, addsTo ? below.KeyMark : above.KeyMark, Over(below.Value, above.Value));
    }
}
