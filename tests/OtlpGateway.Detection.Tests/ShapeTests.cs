// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Detection.Scan;
using Xunit;

namespace OtlpGateway.Detection.Tests;

/// <summary>What each detector finds in a text, and the near misses that it must leave alone.</summary>
public sealed class ShapeTests
{
    [Theory]
    [InlineData("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("user_550E8400-E29B-41D4-A716-446655440000", "550E8400-E29B-41D4-A716-446655440000")]
    [InlineData("pod-550e8400-e29b-41d4-a716-446655440000-x", "550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("urn:uuid:00000000-0000-0000-0000-000000000000.", "00000000-0000-0000-0000-000000000000")]
    [InlineData("550e8400-e29b-41d4-a716-44665544000", null)]
    [InlineData("550e8400-e29b-41d4-a716-4466554400000", null)]
    [InlineData("550e8400e29b41d4a716446655440000", null)]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736", null)]
    [InlineData("g50e8400-e29b-41d4-a716-446655440000", null)]
    [InlineData("checkout-7d9f8b6c5d-x2x4k-7f6d5c4b3a-2", null)]
    public void Uuid(string text, string? found) => Expect(DetectorKind.Uuid, text, found);

    [Theory]
    [InlineData("john.doe@example.com", "john.doe@example.com")]
    [InlineData("mail <o'neil+tag@mail.example.co.uk>, please", "o'neil+tag@mail.example.co.uk")]
    [InlineData("'a@b.io'", "a@b.io")]
    [InlineData("müller@büro.example", "müller@büro.example")]
    [InlineData("user=a_b%c@x-y.example.org.", "a_b%c@x-y.example.org")]
    [InlineData("mailto:x@xn--bcher-kva.example?subject=1", "x@xn--bcher-kva.example")]
    [InlineData("q=jane%40example.com&next", "jane%40example.com")]
    [InlineData("pkg:npm/%40angular/core@17.0.1", null)]
    [InlineData("50%40", null)]
    [InlineData("git@github.com:owner/name.git", null)]
    [InlineData("git+ssh://git@host.example/owner/name", null)]
    [InlineData("logo@2x.png", null)]
    [InlineData("react@18.2.0", null)]
    [InlineData("@types/node@20.1.0", null)]
    [InlineData("root@localhost", null)]
    [InlineData("image@sha256:0123456789abcdef", null)]
    [InlineData("@handle and @other.person", null)]
    [InlineData("a..b@example.com", null)]
    [InlineData("x@y", null)]
    public void Email(string text, string? found) => Expect(DetectorKind.Email, text, found);

    [Theory]
    [InlineData("192.168.1.10", "192.168.1.10")]
    [InlineData("peer 10.0.0.1:8080 gone", "10.0.0.1")]
    [InlineData("http://203.0.113.7/x", "203.0.113.7")]
    [InlineData("db.example/10.1.2.3:9042", "10.1.2.3")]
    [InlineData("from 198.51.100.23.", "198.51.100.23")]
    [InlineData("10.0.0.1-10.0.0.9", "10.0.0.1")]
    [InlineData("1.2.3", null)]
    [InlineData("256.1.1.1", null)]
    [InlineData("1.3.6.1.4.1.311", null)]
    [InlineData("v1.2.3.4", null)]
    [InlineData("version 4.8.15.16", null)]
    [InlineData("Version: 10.2.3.4", null)]
    [InlineData("\"version\":\"7.3.1.2\"", null)]
    [InlineData("1.36.1.2-r0", null)]
    [InlineData("Chrome/120.0.0.0 Safari/537.36", null)]
    [InlineData("10.0.19041.1", null)]
    [InlineData("01.02.03.04", null)]
    [InlineData("12.5ms 3.1 2.2.", null)]
    public void IPv4(string text, string? found) => Expect(DetectorKind.IPv4, text, found);

    [Theory]
    [InlineData("2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3::8a2e:370:7334")]
    [InlineData("[fe80::1%eth0]:443", "fe80::1")]
    [InlineData("2001:0db8:0000:0000:0000:ff00:0042:8329", "2001:0db8:0000:0000:0000:ff00:0042:8329")]
    [InlineData("::ffff:192.0.2.128", "::ffff:192.0.2.128")]
    [InlineData("listen on ::1: ok", "::1")]
    [InlineData("addr=2001:db8::/32", "2001:db8::")]
    [InlineData("00:1a:2b:3c:4d:5e", null)]
    [InlineData("00:1b:44:11:3a:b7:00:01", null)]
    [InlineData("12:34:56", null)]
    [InlineData("2026-11-20T16:04:44.123", null)]
    [InlineData("std::string", null)]
    [InlineData("Abc::Def", null)]
    [InlineData("dead::beef", null)]
    [InlineData("A::B1", null)]
    [InlineData("arn:aws:iam::123456789012:role/x", null)]
    [InlineData("a:1:b:2", null)]
    public void IPv6(string text, string? found) => Expect(DetectorKind.IPv6, text, found);

    [Theory]
    [InlineData("4111111111111111", "4111111111111111")]
    [InlineData("card 4111 1111 1111 1111, thanks", "4111 1111 1111 1111")]
    [InlineData("5500-0000-0000-0004", "5500-0000-0000-0004")]
    [InlineData("3782 822463 10005", "3782 822463 10005")]
    [InlineData("378282246310005", "378282246310005")]
    [InlineData("pan=6011111111111117&x", "6011111111111117")]
    [InlineData("30569309025904", "30569309025904")]
    [InlineData("3530111333300000", "3530111333300000")]
    [InlineData("4111111111111112", null)]
    [InlineData("1111111111111117", null)]
    [InlineData("41111111111111111", null)]
    [InlineData("0.4111111111111111", null)]
    [InlineData("4111111111111111.5", null)]
    [InlineData("x4111111111111111", null)]
    [InlineData("4111111111111111ab", null)]
    [InlineData("1691145600000000000", null)]
    [InlineData("4111 1111 1111", null)]
    [InlineData("4111-1111 1111-1111", null)]
    [InlineData("+4915118089270", null)]
    public void Card(string text, string? found) => Expect(DetectorKind.Card, text, found);

    [Theory]
    [InlineData("+4915112345678", "+4915112345678")]
    [InlineData("call +1 (212) 555-0123 now", "+1 (212) 555-0123")]
    [InlineData("+44 (0)20 7946 0958", "+44 (0)20 7946 0958")]
    [InlineData("+33 1 23 45 67 89", "+33 1 23 45 67 89")]
    [InlineData("(212) 555-0123", "(212) 555-0123")]
    [InlineData("212-555-0123", "212-555-0123")]
    [InlineData("1-212-555-0123", "1-212-555-0123")]
    [InlineData("212.555.0123", "212.555.0123")]
    [InlineData("020 7946 0958", "020 7946 0958")]
    [InlineData("01 23 45 67 89", "01 23 45 67 89")]
    [InlineData("0171/1234567", "0171/1234567")]
    [InlineData("0049 170 1234567", "0049 170 1234567")]
    [InlineData("2125550123", null)]
    [InlineData("200 345 1234", null)]
    [InlineData("+0000", null)]
    [InlineData("1.5e+10000000", null)]
    [InlineData("+12345678", null)]
    [InlineData("2026-11-20 16:04:44", null)]
    [InlineData("09-11-2024 12:30:11", null)]
    [InlineData("00012345 000678", null)]
    [InlineData("112-555-0123", null)]
    [InlineData("6212 3456 0807 4120 102", null)]
    [InlineData("212-555-0123-4", null)]
    [InlineData("10.0.19041.1234", null)]
    public void Phone(string text, string? found) => Expect(DetectorKind.Phone, text, found);

    [Theory]
    [InlineData("account 123456789012", "123456789012")]
    [InlineData("id=9876543210;", "9876543210")]
    [InlineData("user_30123456789", "30123456789")]
    [InlineData("123456789", null)]
    [InlineData("1691145600", null)]
    [InlineData("1691145600000", null)]
    [InlineData("1691145600000000000", null)]
    [InlineData("20261120160444", null)]
    [InlineData("0.1234567890123", null)]
    [InlineData("1234567890123.5", null)]
    [InlineData("deadbeef1234567890", null)]
    [InlineData("1234567890ms", null)]
    [InlineData("zzz-e29b-41d4-a716-446655440000", null)]
    [InlineData("order-446655440000", "446655440000")]
    public void LongDigits(string text, string? found) => Expect(DetectorKind.LongDigits, text, found);

    [Theory]
    [InlineData("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLXBhcnQ x", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLXBhcnQ")]
    [InlineData("none: eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0")]
    [InlineData("cut eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9", null)]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.x", null)]
    [InlineData("heyJude.eyJoker.example", null)]
    [InlineData("www.eyJewellery.example", null)]
    public void Jwt(string text, string? found) => Expect(DetectorKind.Jwt, text, found);

    [Theory]
    [InlineData("key AKIAIOSFODNN7EXAMPLE.", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ASIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE")]
    [InlineData("AIzaSyA0123456789abcdefghijklmnopqrstuv", "AIzaSyA0123456789abcdefghijklmnopqrstuv")]
    [InlineData("token=ghp_0123456789abcdefghijklmnopqrstuvwxyz", "ghp_0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("glpat-0123456789abcdefghij", "glpat-0123456789abcdefghij")]
    [InlineData("xoxb-123456789012-123456789012-abcdefabcdef", "xoxb-123456789012-123456789012-abcdefabcdef")]
    [InlineData("aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")]
    [InlineData("abc8Q~0123456789abcdefghijklmnopqrst-uv.", "abc8Q~0123456789abcdefghijklmnopqrst-uv")]
    [InlineData("AKIAIOSFODNN7", null)]
    [InlineData("AKIAIOSFODNN7EXAMPLETOOLONG", null)]
    [InlineData("xAKIAIOSFODNN7EXAMPLE", null)]
    [InlineData("ghp_short", null)]
    [InlineData("sk-learn-pipeline-with-a-long-name", null)]
    [InlineData("npm_config_registry_of_the_whole_project", null)]
    [InlineData("checkout_request_latency_seconds_bucket", null)]
    [InlineData("AIzabc", null)]
    public void CloudKey(string text, string? found) => Expect(DetectorKind.CloudKey, text, found);

    [Theory]
    [InlineData("a -----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY----- b", "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwgg", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwgg")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w\n-----END CERTIFICATE-----", null)]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ\n-----END PUBLIC KEY-----", null)]
    [InlineData("---------------------- PRIVATE KEY ----------------------------------------", null)]
    public void PrivateKey(string text, string? found) => Expect(DetectorKind.PrivateKey, text, found);

    private static void Expect(DetectorKind kind, string text, string? found)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var scan = new DetectionScan(utf8, Prefilter.Candidates(utf8, (Detectors)(1 << (int)kind)));
        string? first = scan.MoveNext() ? Encoding.UTF8.GetString(utf8.AsSpan(scan.Current.Start, scan.Current.Length)) : null;

        Assert.Equal(found, first);
        Assert.True(found is null || scan.Current.Kind == kind);
    }
}
