// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Detection.Secrets;

/// <summary>What follows a key's prefix is made of these.</summary>
internal enum CloudKeyAlphabet
{
    UpperAlphanumeric,
    Alphanumeric,
    Hex,

    /// <summary>base64url.</summary>
    Token,

    /// <summary>base64url, dots and tildes.</summary>
    Dotted,

    /// <summary>base64 with its padding, also percent-encoded.</summary>
    Base64,
}
