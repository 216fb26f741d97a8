// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>A message that is being walked: where its field, its length and its body start in the request.</summary>
internal struct RewriteFrame
{
    internal int FieldStart;
    internal int LengthStart;
    internal int BodyStart;
    internal int Length;

    /// <summary>Where its length is in the destination. Meaningless before the frame is opened.</summary>
    internal int Bookmark;
}
