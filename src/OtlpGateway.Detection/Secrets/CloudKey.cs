// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Secrets;

/// <summary>
/// Keys and tokens that show by a prefix what they are: AWS, Google Cloud, Azure, GitHub, GitLab, Slack, Stripe, OpenAI,
/// SendGrid, npm, Hugging Face, DigitalOcean, Shopify, and what a connection string names as key. The whole token matches,
/// prefix included. Names that only share a prefix are too short, or in other characters.
/// </summary>
public static class CloudKey
{
    internal const int MinLength = 20;

    // How prefixes end; what has none is found at a character in its middle.
    private static readonly SearchValues<byte> Anchors = SearchValues.Create("_-=.I~"u8);

    /// <summary>Length of the key that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at >= (uint)text.Length)
        {
            return 0;
        }

        foreach (CloudKeyForm form in CloudKeyForms.All)
        {
            int length = form.MatchAt(text, at);
            if (length > 0)
            {
                return length;
            }
        }

        return 0;
    }

    internal static bool TryFind(ReadOnlySpan<byte> text, int from, out Detection found)
    {
        for (int at = from; at < text.Length; at++)
        {
            int next = text[at..].IndexOfAny(Anchors);
            if (next < 0)
            {
                break;
            }

            at += next;
            if (at < 2 && text[at] != 'I')
            {
                continue;
            }

            for (CloudKeyForm? form = CloudKeyForms.ByAnchor(text, at); form is not null; form = form.NextOfAnchor)
            {
                int start = at - form.AnchorOffset;
                int length = start < from ? 0 : form.MatchAt(text, start);
                if (length > 0)
                {
                    found = new Detection(DetectorKind.CloudKey, start, length);
                    return true;
                }
            }
        }

        found = default;
        return false;
    }
}
