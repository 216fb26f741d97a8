// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Servers.Configuration;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Otlp;

public sealed class CorsTests
{
    [Theory]
    [InlineData("https://shop.example", "content-type,x-tenant", true)]
    [InlineData("https://eu.shop.example", "Content-Type", true)]
    [InlineData("https://evil.example", "content-type", false)]
    [InlineData("https://shop.example", "x-other", false)]
    public async Task Preflight_FromAPage_IsAnsweredForAllowedOriginsAndHeaders(string origin, string headers, bool allowed)
    {
        await using ReceiverHost host = await StartAsync();

        HttpReply reply = await host.SendAsync(
            HttpMethod.Options,
            "/v1/traces",
            null,
            null,
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", headers));

        Assert.Equal(204, reply.Status);
        Assert.Equal(allowed ? origin : null, reply.Headers.GetValueOrDefault("access-control-allow-origin"));
        Assert.Equal(allowed ? "POST" : null, reply.Headers.GetValueOrDefault("access-control-allow-methods"));
        Assert.Equal(allowed ? headers : null, reply.Headers.GetValueOrDefault("access-control-allow-headers"));
        Assert.Equal(allowed ? "7200" : null, reply.Headers.GetValueOrDefault("access-control-max-age"));
    }

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("https://evil.example", false)]
    public async Task Export_FromAPage_IsTakenAndReadableOnlyForAllowedOrigins(string origin, bool allowed)
    {
        await using ReceiverHost host = await StartAsync();

        HttpReply reply = await host.PostAsync(Signal.Traces, Bytes.Unique(), ("Origin", origin));

        Assert.Equal(200, reply.Status);
        Assert.Equal(allowed ? origin : null, reply.Headers.GetValueOrDefault("access-control-allow-origin"));
        Assert.Equal(allowed ? "true" : null, reply.Headers.GetValueOrDefault("access-control-allow-credentials"));
        Assert.Equal(allowed ? "x-gateway" : null, reply.Headers.GetValueOrDefault("access-control-expose-headers"));
    }

    [Fact]
    public async Task Preflight_WithoutCors_IsNotAllowed()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        HttpReply reply = await host.SendAsync(
            HttpMethod.Options, "/v1/traces", null, null, ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "POST"));

        Assert.Equal(405, reply.Status);
    }

    private static Task<ReceiverHost> StartAsync() => ReceiverHost.StartAsync(http: options => options.Cors = new CorsOptions
    {
        AllowedOrigins = ["https://shop.example", "https://*.shop.example"],
        AllowedHeaders = ["X-Tenant"],
        ExposedHeaders = ["x-gateway"],
        MaxAge = 7200,
    });
}
