// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Detection;

/// <summary>
/// The built-in detectors. Where two match from the same byte on, the one that is first here wins.
/// </summary>
public enum DetectorKind : byte
{
    /// <summary>A private key in PEM or OpenPGP armour, from its BEGIN line to its END line.</summary>
    PrivateKey,

    /// <summary>A key or token of a cloud or a hosted service that shows by its form what it is.</summary>
    CloudKey,

    /// <summary>A JSON web token, signed or encrypted.</summary>
    Jwt,
    Email,
    Uuid,
    IPv6,
    IPv4,

    /// <summary>A payment card number: issuer's range, length and check digit agree.</summary>
    Card,

    /// <summary>A phone number in international form, or in a national one that nothing else looks like.</summary>
    Phone,

    /// <summary>A long run of digits that is no time.</summary>
    LongDigits,
}
