// SPDX-License-Identifier: Apache-2.0

using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Redaction;

/// <summary>
/// A gateway with redaction in front of everything it can write to, secrets in every place that a request can have them,
/// and a search of every byte that it left behind.
/// </summary>
public sealed class LeakTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateway_SecretsInEveryPlace_NoByteOfThemLeaves()
    {
        var secrets = new Secrets();
        var telemetry = new SecretTelemetry(secrets);
        string config = Path.Combine(TestPaths.Root, "tests", "OtlpGateway.IntegrationTests", "Redaction", "redaction.yaml");
        string[] Arguments(FreePorts ports) =>
        [
            "--config", config, .. GatewayProcess.OtlpArguments(ports), .. GatewayProcess.OwnArguments(ports),
            "--set", $"extensions.clickhouse_http.endpoint=127.0.0.1:{ports.Sql}",
        ];
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Arguments, Cancelled);
        StringBuilder answers = new();
        answers.Append(await PostAsync(gateway, "/v1/traces", telemetry.Traces()));
        answers.Append(await PostAsync(gateway, "/v1/logs", telemetry.Logs()));
        answers.Append(await PostAsync(gateway, "/v1/metrics", telemetry.Metrics()));
        string[] markers = [.. secrets.Markers];
        answers.Append(await PostRefusedAsync(gateway, secrets));
        await gateway.WaitUntilConsumedAsync(Cancelled, "group=\"clickhouse\"");

        var places = new Dictionary<string, string>
        {
            ["answers"] = answers.ToString(),
            ["metrics page"] = string.Join('\n', (await gateway.MetricsAsync(Cancelled)).Samples),
            ["tables"] = await DumpTablesAsync(gateway),
        };
        Assert.Equal(0, await gateway.StopAsync(Cancelled));
        places["console"] = gateway.Output;
        foreach (string path in Directory.EnumerateFiles(gateway.Data, "*", SearchOption.AllDirectories))
        {
            places[Path.GetRelativePath(gateway.Data, path)] = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, Cancelled));
        }

        string[] leaks = [.. places.SelectMany(place => secrets.All.Where(secret => place.Value.Contains(secret, StringComparison.Ordinal)).Select(secret => $"{secret} in {place.Key}: {Around(place.Value, secret)}"))];
        Assert.True(leaks.Length == 0, $"{leaks.Length} leaks:\n{string.Join('\n', leaks.Take(20))}");
        AssertSearched(places, markers);
    }

    private static string Around(string place, string secret)
    {
        int at = place.IndexOf(secret, StringComparison.Ordinal);
        return place[Math.Max(0, at - 80)..Math.Min(place.Length, at + secret.Length + 20)].ReplaceLineEndings(" ");
    }

    /// <summary>What is no secret has to be where the search looked, or finding nothing means nothing.</summary>
    private static void AssertSearched(Dictionary<string, string> places, string[] markers)
    {
        AssertHasAll("the files", places["out.json"], markers);
        string log = string.Concat(places.Where(place => place.Key.StartsWith("log/", StringComparison.Ordinal)).Select(place => place.Value));
        string queue = string.Concat(places.Where(place => place.Key.StartsWith("queue/", StringComparison.Ordinal)).Select(place => place.Value));
        AssertHasAll("the log", log, markers);
        AssertHasAll("the queue", queue, markers);
        Assert.True(Count(places["tables"], markers) > markers.Length / 2, $"{Count(places["tables"], markers)} of {markers.Length} markers in the tables");
        Assert.True(Count(places["console"], markers) > markers.Length / 2, $"{Count(places["console"], markers)} of {markers.Length} markers on the console");
        Assert.Contains("otelcol_processor_redaction_matches", places["metrics page"], StringComparison.Ordinal);
    }

    private static void AssertHasAll(string name, string place, string[] markers)
    {
        string[] missing = [.. markers.Where(marker => !place.Contains(marker, StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, $"{name} lack {missing.Length} of {markers.Length} markers: {string.Join(' ', missing.Take(5))}");
    }

    private static int Count(string place, string[] markers) => markers.Count(marker => place.Contains(marker, StringComparison.Ordinal));

    private static async Task<string> PostAsync(GatewayProcess gateway, string path, IMessage request)
    {
        using var content = new ByteArrayContent(request.ToByteArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        using HttpResponseMessage response = await gateway.PostAsync(path, content, Cancelled);
        string body = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {body}");
        return body;
    }

    /// <summary>What is wrong is refused before redaction has seen it: neither answers nor log lines may quote it.</summary>
    private static async Task<string> PostRefusedAsync(GatewayProcess gateway, Secrets secrets)
    {
        string[] documents =
        [
            $"{{\"resourceSpans\":[{{\"{secrets.Hidden()}\":1}}]",
            $"{{\"resourceSpans\":\"{secrets.Hidden()}\"}}",
            $"{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{{\"traceId\":\"{secrets.Hidden()}\",\"name\":\"{secrets.Hidden()}\"}}]}}]}}]}}",
            $"{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{{\"traceId\":\"0102\",\"spanId\":\"01\",\"name\":\"{secrets.Hidden()}\"}}]}}]}}]}}",
            $"{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{{\"startTimeUnixNano\":\"{secrets.Hidden()}\"}}]}}]}}]}}",
            $"{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{{\"kind\":\"{secrets.Hidden()}\"}}]}}]}}]}}",
            $"{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{{\"attributes\":[{{\"key\":\"a\",\"value\":{{\"intValue\":\"{secrets.Hidden()}\"}}}}]}}]}}]}}]}}",
            $"{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{{\"attributes\":[{{\"key\":\"a\",\"value\":{{\"bytesValue\":\"{secrets.Hidden()}\"}}}}]}}]}}]}}]}}",
            $"{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{{\"attributes\":[{{\"key\":\"a\",\"value\":{{\"boolValue\":\"{secrets.Hidden()}\"}}}}]}}]}}]}}]}}",
            $"{secrets.Hidden()}",
        ];
        StringBuilder answers = new();
        foreach (string document in documents)
        {
            using var content = new StringContent(document, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await gateway.PostAsync("/v1/traces", content, Cancelled);
            answers.Append(await response.Content.ReadAsStringAsync(Cancelled));
        }

        using var metrics = new StringContent(
            $"{{\"resourceMetrics\":[{{\"scopeMetrics\":[{{\"metrics\":[{{\"name\":\"{secrets.Hidden()}\",\"histogram\":{{\"aggregationTemporality\":1,\"dataPoints\":[{{\"timeUnixNano\":\"1\",\"count\":\"3\",\"bucketCounts\":[\"1\",\"2\"],\"explicitBounds\":[1,2,3]}}]}}}}]}}]}}]}}",
            Encoding.UTF8,
            "application/json");
        using HttpResponseMessage partly = await gateway.PostAsync("/v1/metrics", metrics, Cancelled);
        return answers.Append(await partly.Content.ReadAsStringAsync(Cancelled)).ToString();
    }

    /// <summary>Files of the store may be compressed: everything that it would tell is read from it.</summary>
    private static async Task<string> DumpTablesAsync(GatewayProcess gateway)
    {
        string tables = await gateway.Sql.TextAsync("SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'", Cancelled);
        StringBuilder dump = new();
        foreach (string table in tables.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            dump.Append(await gateway.Sql.TextAsync($"SELECT * FROM `{table}` FORMAT JSONEachRow", Cancelled)).Append('\n');
        }

        return dump.ToString();
    }
}
