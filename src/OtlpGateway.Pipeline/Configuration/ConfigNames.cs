// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>How names in code and names in YAML correspond.</summary>
public static class ConfigNames
{
    /// <summary><c>MaxRecvMsgSizeMib</c> is <c>max_recv_msg_size_mib</c>.</summary>
    public static string SnakeCase(string name)
    {
        StringBuilder text = new(name.Length + 8);
        for (int i = 0; i < name.Length; i++)
        {
            bool startsWord = char.IsUpper(name[i]) && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>The name without case and separators: spellings that differ only there are equal.</summary>
    public static string Squash(string name) =>
        string.Concat(name.Where(c => c is not ('_' or '-' or '.' or ' '))).ToLowerInvariant();
}
