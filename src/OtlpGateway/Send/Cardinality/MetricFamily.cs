// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Send.Cardinality;

/// <summary>A metric with one label that should never have become one.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Unit">In UCUM.</param>
/// <param name="Kind">What its points are.</param>
/// <param name="Label">The bad label.</param>
/// <param name="ValueOf">The label's value of one stream, by client and number.</param>
/// <param name="TemplateOf">
/// What is left of the label when it is normalised, by the stream's number; empty where nothing worth keeping is.
/// </param>
/// <param name="HasDelta">Whether every other client sends it as deltas.</param>
internal sealed record MetricFamily(
    string Name,
    string Unit,
    FamilyKind Kind,
    string Label,
    Func<int, int, string> ValueOf,
    Func<int, string> TemplateOf,
    bool HasDelta = false)
{
    private static readonly string[] Tables = ["orders", "users", "payments"];

    public static IReadOnlyList<MetricFamily> All { get; } =
    [
        new("checkout_request_latency_seconds", "s", FamilyKind.Histogram, "user_id", (client, number) => Uuid(1, client, number), Nothing),
        new("checkout_request_latency_seconds", "s", FamilyKind.Gauge, "user_id", (client, number) => Uuid(1, client, number), Nothing),
        new("order_payment_failures_total", "1", FamilyKind.Counter, "order_id", (client, number) => Uuid(2, client, number), Nothing),
        new("process_cpu_percent", "%", FamilyKind.Gauge, "pid", (client, number) => Text($"{1000 + (client * 1009) + (number * 7)}"), Nothing),
        new(
            "temp_file_size_bytes",
            "By",
            FamilyKind.Gauge,
            "file_path",
            (client, number) => Text($"/var/tmp/session-{100_000 + (client * 4099) + number}/upload.part"),
            _ => "/var/tmp/session-{id}/upload.part"),
        new("auth_event_count", "{event}", FamilyKind.Counter, "timestamp", (client, number) => Instant(client, number), Nothing, HasDelta: true),
        new("user_login_total", "{login}", FamilyKind.Counter, "email", (client, number) => Text($"user{number}.c{client}@example.com"), Nothing),
        new(
            "api_request_count",
            "{request}",
            FamilyKind.Counter,
            "path",
            (client, number) => number % 2 == 0
                ? Text($"/users/abc{(client * 1000) + number}/orders/{456 + number}")
                : Text($"/products/{(client * 1000) + number}"),
            number => number % 2 == 0 ? "/users/{id}/orders/{id}" : "/products/{id}"),
        new(
            "db_query_duration_seconds",
            "s",
            FamilyKind.Histogram,
            "query",
            (client, number) => Text($"SELECT * FROM {Tables[number % Tables.Length]} WHERE id = {12_345 + (client * 1000) + number}"),
            number => $"SELECT * FROM {Tables[number % Tables.Length]} WHERE id = ?"),
    ];

    private static string Nothing(int number) => "";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Uuid(int family, int client, int number) =>
        new Guid(0x5EED0000 + family, (short)client, 0x4A17, 0x9C, 0x01, 0x3F, 0x77, 0x12, 0x88, (byte)(number >> 8), (byte)number).ToString();

    private static string Instant(int client, int number) => DateTimeOffset.UnixEpoch
        .AddDays(20_000 + client)
        .AddSeconds(number * 61)
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
