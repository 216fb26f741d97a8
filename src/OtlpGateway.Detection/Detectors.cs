// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Detection;

/// <summary>A set of detectors: the bit of each is <c>1 &lt;&lt; DetectorKind</c>.</summary>
[Flags]
public enum Detectors
{
    None = 0,
    PrivateKey = 1 << DetectorKind.PrivateKey,
    CloudKey = 1 << DetectorKind.CloudKey,
    Jwt = 1 << DetectorKind.Jwt,
    Email = 1 << DetectorKind.Email,
    Uuid = 1 << DetectorKind.Uuid,
    IPv6 = 1 << DetectorKind.IPv6,
    IPv4 = 1 << DetectorKind.IPv4,
    Card = 1 << DetectorKind.Card,
    Phone = 1 << DetectorKind.Phone,
    LongDigits = 1 << DetectorKind.LongDigits,

    /// <summary>Those whose matches begin with a digit, or a sign before one.</summary>
    Numbers = IPv4 | Card | Phone | LongDigits,
    All = PrivateKey | CloudKey | Jwt | Email | Uuid | IPv6 | Numbers,
}
