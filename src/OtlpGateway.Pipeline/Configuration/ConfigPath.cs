// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Configuration paths: keys and list positions joined by <c>::</c>, as the Collector writes them.</summary>
public static class ConfigPath
{
    public const string Separator = "::";

    public static string Join(string path, string key) =>
        path.Length == 0 ? key : key.Length == 0 ? path : path + Separator + key;

    /// <summary>
    /// The place of <paramref name="relativePath"/> below <paramref name="node"/>: of the value when it is a scalar, else
    /// of its key; of the nearest thing above when there is nothing at the path.
    /// </summary>
    public static ConfigMark Locate(ConfigNode node, ConfigMark nodeMark, string relativePath)
    {
        ConfigMark mark = nodeMark;
        foreach (string key in relativePath.Split(Separator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (node is ConfigMap map && map.Find(key) is { } entry)
            {
                node = entry.Value;
                mark = node is ConfigScalar ? node.Mark : entry.KeyMark;
            }
            else if (node is ConfigList list && int.TryParse(key, out int index) && index >= 0 && index < list.Items.Count)
            {
                node = list.Items[index];
                mark = node.Mark;
            }
            else
            {
                break;
            }
        }

        return mark;
    }
}
