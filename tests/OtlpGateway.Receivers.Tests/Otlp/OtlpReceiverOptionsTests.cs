// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Receivers.Otlp.Options;

namespace OtlpGateway.Receivers.Tests.Otlp;

public sealed class OtlpReceiverOptionsTests
{
    [Fact]
    public void Bind_EmptyProtocols_HasTheCollectorsDefaults()
    {
        OtlpReceiverOptions options = Bind("""
            protocols:
              grpc:
              http:
            """);

        Assert.Equal("localhost:4317", options.Protocols.Grpc!.Endpoint);
        Assert.Equal(4 * 1024 * 1024, options.Protocols.Grpc.MaxMessageBytes);
        OtlpHttpOptions http = options.Protocols.Http!;
        Assert.Equal("localhost:4318", http.Endpoint);
        Assert.Equal(20_971_520, http.MaxBodyBytes);
        Assert.Equal(("/v1/traces", "/v1/metrics", "/v1/logs"), (http.TracesUrlPath, http.MetricsUrlPath, http.LogsUrlPath));
        Assert.Null(http.Tls);
        Assert.Null(http.Cors);
        Assert.True(options.Deduplication.Enabled);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Deduplication.Window);
    }

    [Fact]
    public void Bind_EveryOption_IsKnown()
    {
        OtlpReceiverOptions options = Bind("""
            protocols:
              grpc:
                endpoint: 0.0.0.0:4317
                transport: tcp
                read_buffer_size: 524288
                write_buffer_size: 32768
                max_recv_msg_size_mib: 32
                max_concurrent_streams: 200
                keepalive:
                  server_parameters: {max_connection_idle: 11s, max_connection_age: 12s, max_connection_age_grace: 13s, time: 30s, timeout: 5s}
                  enforcement_policy: {min_time: 10s, permit_without_stream: true}
                tls:
                  ca_file: ca.pem
                  cert_file: server.pem
                  key_file: server.key
                  client_ca_file: clients.pem
                  client_ca_file_reload: true
                  min_version: "1.2"
                  max_version: "1.3"
                  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305]
                  include_insecure_cipher_suites: false
                  reload_interval: 5m
                  include_system_ca_certs_pool: true
                auth: {authenticator: basicauth}
                include_metadata: true
              http:
                endpoint: "[::1]:4318"
                traces_url_path: /traces
                metrics_url_path: metrics
                logs_url_path: /logs
                max_request_body_size: 1048576
                include_metadata: true
                response_headers: {X-Gateway: a}
                compression_algorithms: ["", gzip, zstd, zlib, snappy, deflate, lz4, x-snappy-framed]
                read_timeout: 1s
                read_header_timeout: 2s
                write_timeout: 3s
                idle_timeout: 4s
                keep_alives_enabled: false
                cors: {allowed_origins: ["https://*.example.com"], allowed_headers: [X-A], exposed_headers: [X-B], max_age: 60}
                auth: {authenticator: bearertokenauth, request_params: [token]}
            deduplication: {enabled: true, window: 2m, max_requests: 1000}
            """);

        Assert.Equal(32 * 1024 * 1024, options.Protocols.Grpc!.MaxMessageBytes);
        Assert.Equal(TimeSpan.FromSeconds(12), options.Protocols.Grpc.Keepalive!.ServerParameters!.MaxConnectionAge);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Protocols.Grpc.Tls!.ReloadInterval);
        Assert.Equal("a", options.Protocols.Http!.ResponseHeaders["X-Gateway"]);
        Assert.Equal(60, options.Protocols.Http.Cors!.MaxAge);
        Assert.Equal(["token"], options.Protocols.Http.Auth!.RequestParams);
        Assert.Equal(1000, options.Deduplication.MaxRequests);
    }

    [Theory]
    [InlineData("protocols: {}", "protocols", "at least one protocol")]
    [InlineData("protocols: {grpc: {endpoint: localhost}}", "protocols::grpc::endpoint", "no port")]
    [InlineData("protocols: {grpc: {max_recv_msg_size_mib: -1}}", "protocols::grpc::max_recv_msg_size_mib", "negative")]
    [InlineData("protocols: {grpc: {keepalive: {server_parameters: {time: -1s}}}}", "protocols::grpc::keepalive::server_parameters::time", "negative")]
    [InlineData("protocols: {http: {max_request_body_size: -1}}", "protocols::http::max_request_body_size", "negative")]
    [InlineData("protocols: {http: {compression_algorithms: [br]}}", "protocols::http::compression_algorithms", "'br' is not known")]
    [InlineData("protocols: {http: {read_timeout: -1s}}", "protocols::http::read_timeout", "negative")]
    [InlineData("protocols: {http: {logs_url_path: v1/traces}}", "protocols::http::traces_url_path", "must differ")]
    [InlineData("protocols: {http: {auth: {authenticator: \"\"}}}", "protocols::http::auth::authenticator", "is empty")]
    [InlineData("protocols: {http: {tls: {key_file: k}}}", "protocols::http::tls::cert_file", "needs cert_file or cert_pem")]
    [InlineData("protocols: {http: {tls: {cert_file: c, cert_pem: c, key_file: k}}}", "protocols::http::tls::cert_file", "not both")]
    [InlineData("protocols: {http: {tls: {cert_file: c, key_file: k, min_version: \"1.0\"}}}", "protocols::http::tls::min_version", "use 1.2 or 1.3")]
    [InlineData("protocols: {http: {tls: {cert_file: c, key_file: k, min_version: \"1.3\", max_version: \"1.2\"}}}", "protocols::http::tls::min_version", "above max_version")]
    [InlineData("protocols: {http: {tls: {cert_file: c, key_file: k, cipher_suites: [ROT13]}}}", "protocols::http::tls::cipher_suites", "'ROT13'")]
    [InlineData("protocols: {http: {endpoitn: x:1}}", "protocols::http::endpoitn", "unknown key")]
    [InlineData("{protocols: {http: {}}, deduplication: {window: 2h}}", "deduplication::window", "at most 1h")]
    [InlineData("{protocols: {http: {}}, deduplication: {max_requests: 0}}", "deduplication::max_requests", "at least 1")]
    public void Bind_BadOption_NamesItsPath(string yaml, string path, string message)
    {
        ConfigDiagnostics diagnostics = new();

        OptionsBinder.BindYaml<OtlpReceiverOptions>(yaml, diagnostics);

        ConfigDiagnostic error = Assert.Single(diagnostics.Errors);
        Assert.Equal(path, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("protocols: {grpc: {max_recv_msg_size_mib: 300}}", "protocols::grpc::max_recv_msg_size_mib")]
    [InlineData("protocols: {http: {max_request_body_size: 300000000}}", "protocols::http::max_request_body_size")]
    [InlineData("protocols: {http: {middlewares: [{id: x}]}}", "protocols::http::middlewares")]
    public void Bind_OptionWithoutFullEffect_Warns(string yaml, string path)
    {
        ConfigDiagnostics diagnostics = new();

        OtlpReceiverOptions options = OptionsBinder.BindYaml<OtlpReceiverOptions>(yaml, diagnostics);

        Assert.Empty(diagnostics.Errors);
        Assert.Equal(path, Assert.Single(diagnostics.Warnings).Path);
        Assert.InRange(options.Protocols.Http?.MaxBodyBytes ?? options.Protocols.Grpc!.MaxMessageBytes, 1, 255 * 1024 * 1024);
    }

    private static OtlpReceiverOptions Bind(string yaml)
    {
        ConfigDiagnostics diagnostics = new();
        OtlpReceiverOptions options = OptionsBinder.BindYaml<OtlpReceiverOptions>(yaml, diagnostics);
        Assert.Empty(diagnostics.Errors);
        return options;
    }
}
