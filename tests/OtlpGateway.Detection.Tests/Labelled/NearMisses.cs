// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Detection.Tests.Labelled;

/// <summary>Values in which nothing is to be found, though they look as if: written by hand, and made from patterns.</summary>
internal static class NearMisses
{
    private const string Hex = "0123456789abcdef";

    private static readonly string[] Written =
    [
        // versions
        "1.2.3", "v1.2.3.4", "version 10.2.3.4", "Version: 4.8.15.16", "\"version\":\"7.3.1.2\"", "3.4.1", "10.0.19041.1", "1.36.1.2-r0", "2.0.0-rc1",
        "Chrome/120.0.0.0", "Chrome/120.0.6099.109", "Safari/537.36", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "OPR/106.0.0.0", "go1.23.4", "net10.0", "8.4.6.7.9",
        "1.3.6.1.4.1.311.21.20", "2.5.29.17", "python 3.12.1", "postgres:16.2-alpine", "nginx/1.25.3", "jdk-21.0.2+13", "release=5.4.3.2", "build 1.2.3.4", "0.9.8.7-beta", "1.2.3.4-SNAPSHOT",
        "envoy/1.29.0", "curl/8.5.0", "OpenSSL 3.0.13", "kernel 6.18.0-1-amd64", "react@18.2.0", "@types/node@20.1.0", "lodash@4.17.21", "left-pad@1.3.0", "pkg:npm/%40angular/core@17.0.1",

        // short ids and numbers
        "42", "1234", "123456789", "order-12345", "A1B2C3D4", "user_7", "id=998877", "0x7ffee4", "tx 55667788", "PNR X7Y2Z9", "T-1000", "seat 14C", "SKU-4711", "invoice 2024-0815", "job#8812",
        "123.456", "99.95 EUR", "1,234,567.89", "-273.15", "3.14159265358979", "0.1234567890123", "6.02214076e+23", "1.5e+10000000", "1e-9", "12/34", "7 of 9", "50%", "+0000", "+01:00", "+5", "+12345",

        // hosts, paths, names
        "localhost", "root@localhost", "checkout.shop.svc.cluster.local", "edge-17.eu-west-1.internal", "node-10-0-3-4.example.com", "ip-10-0-3-4", "db01.prod.example.net:5432", "kafka-0.kafka-headless:9092",
        "/api/v1/orders/{id}", "/api/v2/users/12345", "/var/log/app-2024-11-20.log", "C:\\Users\\x\\file.txt", "s3://bucket/key/part-00000", "arn:aws:iam::123456:role/x", "projects/p1/zones/z-1", "com.example.checkout.OrderService",
        "checkout-7d9c6b5f4-x2x9q", "http-nio-8443-exec-12", "pool-3-thread-17", "worker.4", "std::vector<int>", "Foo::Bar::baz", "dead::beef", "Abc::Def", "A::B1", "module::sub::item", "crate::io::Error", "x::y",
        "git@github.com:owner/name.git", "git@gitlab.example:team/repo", "git+ssh://git@host.example/owner/name", "logo@2x.png", "icon@3x.jpg", "hero@2x.webp", "image@sha256:0123456789abcdef", "@handle", "@other.person and @me", "a@b", "user@host", "me@", "@", "name(at)example.com", "x@y@z", "a..b@example.com", "foo@bar.1",
        "@Autowired", "@media (min-width: 600px)", "@example/package", "npm@latest", "alpine@edge", "ssh-rsa", "noreply at example dot com", "SELECT @@version", "SET @x = 5", "key@123",

        // times
        "2026-11-20", "2026-11-20T16:04:44.123Z", "2026-11-20 16:04:44", "2026-11-20T16:04:44+01:00", "20261120160444", "20261120", "16:04:44", "12:34:56.789012", "09-11-2024 12:30:11", "20/Nov/2026:16:04:44 +0000", "Fri, 20 Nov 2026 16:04:44 GMT", "1691145600", "1691145600000", "1691145600000000", "1691145600000000000", "PT15M33.5S", "00:00:01", "1:2:3", "24:00", "Q4 2026", "202611201604", "20261120160444123",

        // units and metrics
        "ms", "By", "{request}/s", "10ms", "1234567890ms", "512MiB", "1.5GB", "99.9%", "http_server_requests_seconds_bucket", "jvm.memory.used", "process_cpu_percent", "otelcol_receiver_accepted_spans", "le=0.005", "le=+Inf", "quantile=0.99", "0.5 0.9 0.99", "200 345 1234", "0.001 0.01 0.1 1.0", "404 Not Found", "HTTP/1.1 200 OK 1234 0.056", "1024x768", "3 x 400 V", "64-bit", "UTF-8", "ISO-8859-1",

        // hashes and ids that are no personal data
        "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "550e8400e29b41d4a716446655440000", "550e8400-e29b-41d4-a716", "g50e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-44665544000", "9fceb02", "c0ffee", "W/\"686897696a7c876b7e\"", "00:1a:2b:3c:4d:5e", "00:1b:44:11:3a:b7:00:01", "aa-bb-cc-dd-ee-ff", "0a1b.2c3d.4e5f",

        // cards, phones, keys that are none
        "4111 1111 1111", "4111-1111 1111-1111", "0.4111111111111111", "x4111111111111111", "4111111111111111ab", "9999 9999 9999 9999", "00012345 000678", "112-555-0123", "212-555-0123-4", "000-00-0000", "123-45-6789", "978-3-16-148410-0", "+12345678", "+999", "1-2-3-4-5", "10-20-30", "555-0123", "(123)", "(42) items", "0 1 2 3 4 5", "007", "0800", "1.800.2.5",
        "AKIAIOSFODNN7", "xAKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLETOOLONG", "ghp_short", "ghp_config_file_of_the_local_installation", "github_pat_", "sk-learn-pipeline-with-a-long-name", "sk_live_", "npm_config_registry", "xoxb-", "glpat-demo", "AIza", "SG.region.name", "hf_hub_download", "AccountKey=", "AccountName=storage;EndpointSuffix=core.windows.net", "sig=abc", "ya29.", "task-scheduler-with-a-long-descriptive-name-of-forty", "ask-me-anything-about-the-long-running-batch-job-x",
        "eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJIUzI1NiJ9.x", "heyJude.eyJoker.example", "www.eyJewellery.example", "eyJ", "ey.ey.ey", "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w\n-----END CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GN\n-----END PUBLIC KEY-----", "---------- PRIVATE KEY ----------", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI", "-----BEGIN", "the PRIVATE KEY was rotated", "BEGIN RSA PRIVATE KEY",

        // sentences and statements
        "connection refused", "Order was placed, payment is pending, 3 items", "retry 3 of 5 after 200 ms", "SELECT * FROM users WHERE id = ?", "INSERT INTO t (a, b) VALUES (?, ?)", "java.lang.NullPointerException: null", "at com.example.A.b(A.java:42)", "exit code 137", "GET /health 200 0.4ms", "ratio 1:2:3", "cache hit: true", "a.b.c.d", "...", "::", "@@@", "----", "____", "1..2..3", "", " ", "true", "null", "数据库连接失败", "größe: 12,5 cm", "café", "emoji 🙂 5",
    ];

    public static IEnumerable<LabelledValue> All() => Written.Concat(Made()).Select(text => new LabelledValue(null, text, ""));

    private static IEnumerable<string> Made()
    {
        var random = new Random(4711);
        for (int index = 0; index < 60; index++)
        {
            DateTime time = new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc).AddSeconds(-random.NextDouble() * 3e8);
            long seconds = (long)(time - DateTime.UnixEpoch).TotalSeconds;
            yield return time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
            yield return time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
            yield return time.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
            yield return $"at {seconds}";
            yield return $"{seconds}{random.Next(1000):000}";
            yield return $"{seconds}{random.Next(1_000_000_000):000000000}";
            yield return $"{random.Next(20)}.{random.Next(40)}.{random.Next(100)}";
            yield return $"v{random.Next(20)}.{random.Next(40)}.{random.Next(100)}.{random.Next(10)}";
            yield return $"{Draw(Hex, 32, random)}";
            yield return $"commit {Draw(Hex, 40, random)}";
            yield return $"span {Draw(Hex, 16, random)}";
            yield return $"00-{Draw(Hex, 32, random)}-{Draw(Hex, 16, random)}-01";
            yield return $"payments-{Draw("bcdfghjklmnpqrstvwxz2456789", 9, random)}-{Draw("bcdfghjklmnpqrstvwxz2456789", 5, random)}";
            yield return $"/api/v1/orders/{random.Next(1_000_000)}/items/{random.Next(100)}";
            yield return $"duration {random.NextDouble() * 1000:F6} ms, {random.Next(100_000)} bytes";
            yield return $"{random.NextDouble() * 100:F12}";
            yield return $"{random.Next(100, 600)} {random.Next(10, 999)} {random.Next(1000, 9999)}";
            yield return $"part-{random.Next(100_000):00000}-of-{random.Next(100_000):00000}.parquet";
        }
    }

    private static string Draw(string alphabet, int count, Random random) => new([.. Enumerable.Range(0, count).Select(_ => alphabet[random.Next(alphabet.Length)])]);
}
