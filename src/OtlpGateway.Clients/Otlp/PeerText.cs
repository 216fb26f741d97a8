// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Clients.Otlp;

/// <summary>What a peer says, made fit for our log: one line, of a bounded length.</summary>
public static class PeerText
{
    private const int Longest = 500;

    public static string Printable(string text)
    {
        string line = string.Concat(text.Take(Longest).Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return text.Length > Longest ? $"{line} ..." : line;
    }
}
