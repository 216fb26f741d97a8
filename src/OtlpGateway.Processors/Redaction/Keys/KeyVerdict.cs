// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Redaction.Keys;

/// <summary>What an attribute's key says about it. The sanitizers that list the key are in the bits from 8 on.</summary>
[Flags]
internal enum KeyVerdict
{
    /// <summary>Its value is to be looked at.</summary>
    Inspect = 0,

    /// <summary>It passes as it is.</summary>
    Ignore = 1,

    /// <summary>It is not allowed.</summary>
    Delete = 2,

    /// <summary>Its value is masked as a whole.</summary>
    Mask = 4,

    /// <summary>It is one that this processor, or another before it, has added to say what was redacted.</summary>
    Summary = 8,

    /// <summary>The stream's stamp, which is no label.</summary>
    Stamp = 16,
}
