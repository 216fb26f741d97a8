// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
internal static class Spelling
{
    /// <summary>The nearest candidate, or null when none is near enough to be worth a mention.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        string squashed = ConfigNames.Squash(name);
        string? best = null;
        int bestDistance = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(squashed, ConfigNames.Squash(candidate));
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary><c>; did you mean "x"?</c>, or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> candidates) =>
        Nearest(name, candidates) is { } nearest ? $"; did you mean \"{nearest}\"?" : "";

    /// <summary>The message for a key that is not known: the one that was meant, or all there are.</summary>
    public static string UnknownKey(string key, IReadOnlyCollection<string> known)
    {
        string hint = Hint(key, known);
        string all = known.Count == 0 ? "; there are no options here" : $"; known keys: {string.Join(", ", known)}";
        return "unknown key" + (hint.Length > 0 ? hint : all);
    }

    // Optimal string alignment: insertions, deletions, replacements and swapped neighbours cost one each.
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            cost[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            cost[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int best = Math.Min(change, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                cost[i, j] = swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
            }
        }

        return cost[a.Length, b.Length];
    }
}
