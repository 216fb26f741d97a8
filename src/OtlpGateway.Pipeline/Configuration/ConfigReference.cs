// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Finds <c>${...}</c> references in a text.</summary>
internal static class ConfigReference
{
    /// <summary>
    /// The first reference that contains no other: <paramref name="start"/> is its dollar sign, <paramref name="length"/>
    /// goes to its closing brace. An even run of dollar signs before the brace is an escape, not a reference.
    /// </summary>
    public static bool TryFind(string text, out int start, out int length)
    {
        int from = 0;
        for (int close = text.IndexOf('}'); close >= 0; close = text.IndexOf('}', from))
        {
            int open = text[from..close].LastIndexOf("${", StringComparison.Ordinal) + from;
            if (open >= from && DollarsUpTo(text, open) % 2 == 1)
            {
                (start, length) = (open, close - open + 1);
                return true;
            }

            from = close + 1;
        }

        (start, length) = (0, 0);
        return false;
    }

    private static int DollarsUpTo(string text, int last)
    {
        int count = 0;
        while (last - count >= 0 && text[last - count] == '$')
        {
            count++;
        }

        return count;
    }
}
