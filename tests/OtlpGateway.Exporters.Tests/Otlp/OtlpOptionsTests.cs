// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Grpc;
using OtlpGateway.Exporters.Otlp;
using OtlpGateway.Exporters.OtlpHttp;
using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Otlp;

public sealed class OtlpOptionsTests
{
    [Theory]
    [InlineData("compression: gzip", "endpoint")]
    [InlineData("endpoint: 'http://a:1/path'", "endpoint")]
    [InlineData("endpoint: 'no-port'", "endpoint")]
    [InlineData("{endpoint: 'a:1', compression: lz4}", "compression")]
    [InlineData("{endpoint: 'a:1', balancer_name: random}", "balancer_name")]
    [InlineData("{endpoint: 'a:1', keepalive: {time: 1ms}}", "keepalive::time")]
    [InlineData("{endpoint: 'a:1', headers: {'a b': x}}", "headers::a b")]
    [InlineData("{endpoint: 'a:1', headers: {a: \"x\\ny\"}}", "headers::a")]
    [InlineData("{endpoint: 'a:1', auth: {}}", "auth::authenticator")]
    [InlineData("{endpoint: 'a:1', tls: {cert_file: x}}", "tls::key_file")]
    [InlineData("{endpoint: 'a:1', tls: {cipher_suites: [NONSENSE]}}", "tls::cipher_suites")]
    [InlineData("{endpoint: 'a:1', timeout: -1s}", "timeout")]
    public void Grpc_BadOption_NamesIt(string yaml, string path) => AssertNames<OtlpExporterOptions>(yaml, path);

    [Theory]
    [InlineData("encoding: json", "endpoint")]
    [InlineData("endpoint: 'a:4318'", "endpoint")]
    [InlineData("logs_endpoint: 'ftp://a'", "logs_endpoint")]
    [InlineData("{endpoint: 'http://a', encoding: xml}", "encoding")]
    [InlineData("{endpoint: 'http://a', compression: br}", "compression")]
    [InlineData("{endpoint: 'http://a', compression_params: {level: 10}}", "compression_params::level")]
    [InlineData("{endpoint: 'http://a', proxy_url: 'ftp://p'}", "proxy_url")]
    [InlineData("{endpoint: 'http://a', max_conns_per_host: -1}", "max_conns_per_host")]
    [InlineData("{endpoint: 'http://a', http2_ping_timeout: 1ms}", "http2_ping_timeout")]
    public void Http_BadOption_NamesIt(string yaml, string path) => AssertNames<OtlpHttpOptions>(yaml, path);

    [Fact]
    public void Bind_CollectorsConfiguration_IsTaken()
    {
        OtlpExporterOptions options = Gateway.Bind<OtlpExporterOptions>("""
            endpoint: otelcol2:4317
            tls: {insecure: true}
            compression: none
            write_buffer_size: 524288
            balancer_name: pick_first
            keepalive: {time: 20s, timeout: 5s, permit_without_stream: true}
            headers: [{name: x-scope, value: "1"}]
            sending_queue: {num_consumers: 4, queue_size: 100}
            retry_on_failure: {max_elapsed_time: 10m}
            """);
        Assert.Equal(("otelcol2:4317", true, GrpcBalancer.PickFirst), (options.Client.Endpoint, options.Client.Tls.Insecure, options.Client.BalancerName));
        Assert.Equal("1", options.Client.Headers["x-scope"]);
        Assert.Equal((4, TimeSpan.FromSeconds(5)), (options.SendingQueue.NumConsumers, options.Timeout));
        Assert.Contains("compression: none", ConfigYamlOf(options), StringComparison.Ordinal);
        Assert.DoesNotContain("\"1\"", ConfigYamlOf(options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("collector:4317", false, "https://collector:4317/")]
    [InlineData("collector:4317", true, "http://collector:4317/")]
    [InlineData("https://collector:4317", true, "https://collector:4317/")]
    [InlineData("http://collector:4317", false, "http://collector:4317/")]
    [InlineData("dns:///collector:4317", true, "http://collector:4317/")]
    [InlineData("[::1]:4317", true, "http://[::1]:4317/")]
    [InlineData("unix:///run/otlp.sock", true, "http://localhost/")]
    public void GrpcEndpoint_EverySpelling_IsRead(string text, bool insecure, string address)
    {
        Assert.True(GrpcEndpoint.TryParse(text, insecure, out GrpcEndpoint? endpoint, out string problem), problem);
        Assert.Equal(address, endpoint.Address.ToString());
        Assert.Equal(text.StartsWith("unix", StringComparison.Ordinal) ? "/run/otlp.sock" : "", endpoint.SocketPath);
    }

    private static string ConfigYamlOf(OtlpExporterOptions options)
    {
        using StringWriter text = new();
        ConfigYaml.Write(OptionsWriter.Write(options, redact: true), text);
        return text.ToString();
    }

    private static void AssertNames<T>(string yaml, string path)
        where T : class, new()
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<T>(yaml, diagnostics);
        Assert.Contains(diagnostics.Errors, error => error.Path == path);
    }
}
