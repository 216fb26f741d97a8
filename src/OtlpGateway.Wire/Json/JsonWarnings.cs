// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Json;

/// <summary>What was accepted but not exactly as it was written; counts over one request.</summary>
public record struct JsonWarnings
{
    /// <summary>Doubles given as null: what JavaScript makes of NaN and the infinities. Read as absent.</summary>
    public int NullDoubles { get; set; }

    /// <summary>Null elements of lists; skipped, except in a list of attribute values, where they stay as empty values.</summary>
    public int NullElements { get; set; }

    /// <summary>Escaped lone surrogates, replaced by U+FFFD.</summary>
    public int ReplacedSurrogates { get; set; }

    /// <summary>Keys that their message does not know; ignored, as the protocol demands.</summary>
    public int UnknownKeys { get; set; }

    /// <summary>Keys that came again in the same object: of scalars the last won, lists were appended.</summary>
    public int DuplicateKeys { get; set; }
}
