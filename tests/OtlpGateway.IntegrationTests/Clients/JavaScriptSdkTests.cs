// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Clients;

/// <summary>The OpenTelemetry SDK for JavaScript; what it sends is in <c>tests/clients/js/emit.js</c>.</summary>
public sealed class JavaScriptSdkTests(GatewayFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("grpc", "js-grpc")]
    [InlineData("http/json", "js-http")]
    [InlineData("http/protobuf", "js-proto")]
    public async Task Emit_AllSignals_AreInTheTablesExactly(string protocol, string service)
    {
        string run = Guid.NewGuid().ToString("N");
        GatewayProcess gateway = fixture.Gateway;
        string output = await CommandRun.OutputOfAsync(
            "node",
            [Path.Combine(TestPaths.JavaScriptClient, "emit.js"), protocol, protocol == "grpc" ? gateway.Grpc : gateway.Http, run],
            Cancelled);
        JsonElement ids = JsonElement.Parse(output);
        string traceId = ids.GetProperty("traceId").GetString()!;

        await AssertSpansAsync(gateway.Sql, run, service, traceId, ids);
        await AssertMetricsAsync(gateway.Sql, run);
        await AssertLogsAsync(gateway.Sql, run, traceId, ids.GetProperty("rootSpanId").GetString()!);
    }

    private static string Of(string table, string run) => $"FROM {table} WHERE ResourceAttributes['test.run'] = '{run}'";

    private static async Task AssertSpansAsync(SqlClient sql, string run, string service, string traceId, JsonElement ids)
    {
        await sql.WaitForAsync($"SELECT count() {Of("otel_traces", run)}", 2, Cancelled);
        string root = ids.GetProperty("rootSpanId").GetString()!;
        string child = ids.GetProperty("childSpanId").GetString()!;
        Assert.Equal(
            $"GET /orders\tServer\t{service}\t{traceId}\t{root}\t\tError\tout of tea\t500\t0.25\ttrue\t[\"tea\",\"Straße\",\"日本\"]\t['cache miss']\torders:42\tshop\t0.9",
            await sql.TextAsync(
                $"""
                SELECT SpanName, SpanKind, ServiceName, TraceId, SpanId, ParentSpanId, StatusCode, StatusMessage,
                  SpanAttributes['http.response.status_code'], SpanAttributes['shop.discount'], SpanAttributes['shop.member'],
                  SpanAttributes['shop.items'], Events.Name, Events.Attributes[1]['cache.key'], ScopeName, ScopeVersion
                {Of("otel_traces", run)} AND SpanName = 'GET /orders'
                """,
                Cancelled));
        Assert.Equal(
            $"Client\t{child}\t{root}\tUnset\t['{traceId}']\t['{root}']\ttest\t1",
            await sql.TextAsync(
                $"""
                SELECT SpanKind, SpanId, ParentSpanId, StatusCode, Links.TraceId, Links.SpanId, Links.Attributes[1]['link.kind'],
                  Duration < 60000000000
                {Of("otel_traces", run)} AND SpanName = 'SELECT orders'
                """,
                Cancelled));
    }

    private static async Task AssertMetricsAsync(SqlClient sql, string run)
    {
        await sql.WaitForAsync($"SELECT count() {Of("otel_metrics_exponential_histogram", run)}", 1, Cancelled);
        Assert.Equal(
            "shop.open\t{}\t-4\t0\nshop.orders\t{'kind':'coffee'}\t5\t1\nshop.orders\t{'kind':'tea'}\t3\t1",
            await sql.TextAsync($"SELECT MetricName, Attributes, Value, toUInt8(IsMonotonic) {Of("otel_metrics_sum", run)} ORDER BY 1, 2", Cancelled));
        Assert.Equal(
            "shop.temperature\t{'room':'store'}\t21.5",
            await sql.TextAsync($"SELECT MetricName, Attributes, Value {Of("otel_metrics_gauge", run)}", Cancelled));
        Assert.Equal(
            "shop.duration\t3\t555\t[1,1,1]\t[10,100]\t5\t500",
            await sql.TextAsync($"SELECT MetricName, Count, Sum, BucketCounts, ExplicitBounds, Min, Max {Of("otel_metrics_histogram", run)}", Cancelled));
        Assert.Equal(
            "shop.size\t3\t7\t3\t1\t4",
            await sql.TextAsync($"SELECT MetricName, Count, Sum, arraySum(PositiveBucketCounts), Min, Max {Of("otel_metrics_exponential_histogram", run)}", Cancelled));
    }

    private static async Task AssertLogsAsync(SqlClient sql, string run, string traceId, string spanId)
    {
        await sql.WaitForAsync($"SELECT count() {Of("otel_logs", run)}", 2, Cancelled);
        Assert.Equal(
            $"ERROR\t17\tno tea left: \"Straße\"\\n日本\t{traceId}\t{spanId}\t1\ttea\t0",
            await sql.TextAsync(
                $"""
                SELECT SeverityText, SeverityNumber, Body, TraceId, SpanId, TraceFlags, LogAttributes['shop.item'], LogAttributes['shop.left']
                {Of("otel_logs", run)} AND SeverityText = 'ERROR'
                """,
                Cancelled));
        JsonElement body = JsonElement.Parse(await sql.TextAsync($"SELECT Body {Of("otel_logs", run)} AND SeverityText = 'INFO' FORMAT TSVRaw", Cancelled));
        Assert.Equal(("closed", 7), (body.GetProperty("event").GetString(), body.GetProperty("count").GetInt32()));
    }
}
