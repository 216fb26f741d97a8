// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Detection;

namespace OtlpGateway.Processors.Redaction.Options;

/// <summary>The detectors that run: those that are named, also without options. None by default.</summary>
public sealed class DetectorsOptions
{
    /// <summary>Private keys in PEM or OpenPGP armour.</summary>
    public DetectorOptions? PrivateKey { get; set; }

    /// <summary>Keys and tokens of clouds and hosted services.</summary>
    public DetectorOptions? CloudKey { get; set; }

    /// <summary>JSON web tokens.</summary>
    public DetectorOptions? Jwt { get; set; }

    public DetectorOptions? Email { get; set; }

    public DetectorOptions? Uuid { get; set; }

    public DetectorOptions? Ipv6 { get; set; }

    public DetectorOptions? Ipv4 { get; set; }

    /// <summary>Payment card numbers.</summary>
    public DetectorOptions? Card { get; set; }

    public DetectorOptions? Phone { get; set; }

    /// <summary>Runs of ten digits or more that are no time.</summary>
    public DetectorOptions? LongDigits { get; set; }

    internal IEnumerable<(DetectorKind Kind, DetectorOptions? Options)> All =>
    [
        (DetectorKind.PrivateKey, PrivateKey), (DetectorKind.CloudKey, CloudKey), (DetectorKind.Jwt, Jwt), (DetectorKind.Email, Email),
        (DetectorKind.Uuid, Uuid), (DetectorKind.IPv6, Ipv6), (DetectorKind.IPv4, Ipv4), (DetectorKind.Card, Card),
        (DetectorKind.Phone, Phone), (DetectorKind.LongDigits, LongDigits),
    ];

    internal bool Any => All.Any(detector => detector.Options is not null);
}
