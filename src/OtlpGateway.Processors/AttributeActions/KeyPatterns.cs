// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using OtlpGateway.Processors.Matching;
using OtlpGateway.Wire.Otlp.Streams;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>
/// delete and hash by pattern, for keys that no action names: what becomes of such an attribute depends on its key alone.
/// The verdict is how often the value is hashed, 0 for never, or <see cref="Deleted"/>.
/// </summary>
internal sealed class KeyPatterns(IReadOnlyList<(ActionKind Kind, Regex Pattern)> patterns) : KeyCache
{
    /// <summary>The attribute goes.</summary>
    public const int Deleted = -1;

    protected override int Evaluate(ReadOnlySpan<byte> key)
    {
        // What tells streams apart is no attribute of the user's.
        if (key.SequenceEqual(StreamStamp.Key))
        {
            return 0;
        }

        int hashes = 0;
        foreach ((ActionKind kind, Regex pattern) in patterns)
        {
            if (!Utf8Text.IsMatch(pattern, key))
            {
                continue;
            }

            if (kind == ActionKind.Delete)
            {
                return Deleted;
            }

            hashes++;
        }

        return hashes;
    }
}
