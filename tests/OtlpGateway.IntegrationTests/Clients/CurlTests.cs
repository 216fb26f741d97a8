// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Clients;

/// <summary>A person at a terminal: OTLP/JSON by hand, SQL by hand.</summary>
public sealed class CurlTests(GatewayFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_JsonSpan_IsInTheTable()
    {
        string service = $"curl-{Guid.NewGuid():N}";
        string traceId = Guid.NewGuid().ToString("N");
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string body = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},
             "scopeSpans":[{"spans":[{"traceId":"{{{traceId}}}","spanId":"eee19b7ec3c1b174","name":"first","kind":2,
             "startTimeUnixNano":"{{{now}}}000000000","endTimeUnixNano":"{{{now}}}250000000"}]}]}]}
            """);

        string answer = await CurlAsync("-H", "Content-Type: application/json", "-d", body, $"{fixture.Gateway.Http}/v1/traces");

        Assert.EndsWith("\n200\n", answer);
        await fixture.Gateway.Sql.WaitForAsync($"SELECT count() FROM otel_traces WHERE ServiceName = '{service}'", 1, Cancelled);
        string row = await CurlAsync(
            "--data-binary",
            $"SELECT SpanName, SpanKind, TraceId, Duration FROM otel_traces WHERE ServiceName = '{service}' FORMAT CSV",
            $"http://127.0.0.1:{fixture.Gateway.Ports.Sql}/");
        Assert.Equal($"\"first\",\"Server\",\"{traceId}\",250000000\n\n200\n", row);
    }

    [Fact]
    public async Task Post_Nonsense_IsRefusedAndTheNextIsTaken()
    {
        string answer = await CurlAsync("-H", "Content-Type: application/json", "-d", "{\"resourceSpans\":[", $"{fixture.Gateway.Http}/v1/traces");
        Assert.EndsWith("\n400\n", answer);
        Assert.EndsWith("200\n", await CurlAsync("-H", "Content-Type: application/json", "-d", "{}", $"{fixture.Gateway.Http}/v1/traces"));
    }

    /// <summary>The answer's body, and its status on a line of its own.</summary>
    private static Task<string> CurlAsync(params string[] arguments) =>
        CommandRun.OutputOfAsync("curl", ["-sS", "-w", "\n%{http_code}\n", .. arguments], Cancelled);
}
