// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Kafka;

/// <summary>The Collector's options, in their old and new spellings, as the Kafka client gets them.</summary>
public sealed class KafkaConnectionTests : IDisposable
{
    private readonly TestSettings _settings = new();

    [Theory]
    [InlineData("", "client.id=otel-collector security.protocol=plaintext connections.max.idle.ms=540000")]
    [InlineData("client_id: me\nrack_id: eu-1\nconn_idle_timeout: 1m", "client.id=me client.rack=eu-1 connections.max.idle.ms=60000")]
    [InlineData("metadata: {full: true, refresh_interval: 1m, retry: {max: 3, backoff: 250ms}}", "topic.metadata.refresh.interval.ms=60000 metadata.max.age.ms=180000 retry.backoff.ms=250")]
    [InlineData("resolve_canonical_bootstrap_servers_only: true", "client.dns.lookup=resolve_canonical_bootstrap_servers_only")]
    [InlineData("tls: {}", "security.protocol=ssl")]
    [InlineData("tls: {insecure: true}", "security.protocol=plaintext")]
    [InlineData("tls: {insecure: true, ca_file: ca.pem}", "security.protocol=ssl ssl.ca.location=ca.pem")]
    [InlineData("tls: {ca_file: ca.pem, cert_file: c.pem, key_file: k.pem}", "ssl.ca.location=ca.pem ssl.certificate.location=c.pem ssl.key.location=k.pem")]
    [InlineData("tls: {insecure_skip_verify: true}", "enable.ssl.certificate.verification=false ssl.endpoint.identification.algorithm=none")]
    [InlineData("auth: {tls: {ca_file: ca.pem}}", "security.protocol=ssl ssl.ca.location=ca.pem")]
    [InlineData("auth: {sasl: {mechanism: PLAIN, username: u, password: p}}", "security.protocol=sasl_plaintext sasl.mechanism=PLAIN sasl.username=u sasl.password=p")]
    [InlineData("auth: {plain_text: {username: u, password: p}}", "security.protocol=sasl_plaintext sasl.mechanism=PLAIN sasl.username=u sasl.password=p")]
    [InlineData("tls: {}\nauth: {sasl: {mechanism: SCRAM-SHA-512, username: u, password: p, version: 1}}", "security.protocol=sasl_ssl sasl.mechanism=SCRAM-SHA-512")]
    [InlineData("auth: {sasl: {mechanism: SCRAM-SHA-256, username: u, password: p}}", "sasl.mechanism=SCRAM-SHA-256")]
    [InlineData("librdkafka: {socket.keepalive.enable: true, client.id: other, socket.timeout.ms: 5000}", "socket.keepalive.enable=true client.id=other socket.timeout.ms=5000")]
    public void Client_Options_BecomeTheirSettings(string yaml, string expected) => Contains(expected, AddressOf(yaml).Connection!.Client);

    [Theory]
    [InlineData("", "message.max.bytes=1000000 message.timeout.ms=5000 linger.ms=10")]
    [InlineData("timeout: 10s", "message.timeout.ms=9000")]
    [InlineData("producer: {max_message_bytes: 5000000, linger: 50ms, flush_max_messages: 500}", "message.max.bytes=5000000 linger.ms=50 batch.num.messages=500")]
    [InlineData("producer: {compression: none}", "compression.codec=none")]
    [InlineData("producer: {compression: gzip, compression_params: {level: 9}}", "compression.codec=gzip compression.level=9")]
    [InlineData("producer: {compression: snappy}", "compression.codec=snappy")]
    [InlineData("producer: {compression: lz4, compression_params: {level: -1}}", "compression.codec=lz4")]
    [InlineData("producer: {compression: zstd, compression_params: {level: 3}}", "compression.codec=zstd compression.level=3")]
    public void Producer_Options_BecomeTheirSettings(string yaml, string expected) => Contains(expected, AddressOf(yaml).Connection!.Producer);

    [Theory]
    [InlineData("", "fnv1a_random")]
    [InlineData("record_partitioner: {sticky_key: {hasher: sarama_compat}}", "fnv1a_random")]
    [InlineData("record_partitioner: {sticky_key: {hasher: murmur2}}", "murmur2_random")]
    [InlineData("record_partitioner: {round_robin: {}}", "random")]
    [InlineData("record_partitioner: {least_backup: }", "random")]
    public void Partitioner_Options_BecomeTheClients(string yaml, string expected) => Assert.Equal(expected, AddressOf(yaml).Connection!.Partitioner);

    [Theory]
    [InlineData("topic: all", Signal.Logs, "all", KafkaEncoding.OtlpProto)]
    [InlineData("topic: all\nencoding: otlp_json", Signal.Traces, "all", KafkaEncoding.OtlpJson)]
    [InlineData("topic: all\nencoding: otlp_json\ntraces: {topic: mine, encoding: otlp_proto}", Signal.Traces, "mine", KafkaEncoding.OtlpProto)]
    [InlineData("logs: {encoding: raw}", Signal.Logs, "otlp_logs", KafkaEncoding.Raw)]
    [InlineData("", Signal.Metrics, "otlp_metrics", KafkaEncoding.OtlpProto)]
    [InlineData("", Signal.Profiles, "otlp_profiles", KafkaEncoding.OtlpProto)]
    public void Topics_OldAndNewSpellings_MeanTheSame(string yaml, Signal signal, string topic, KafkaEncoding encoding)
    {
        KafkaExporterOptions options = Bind(yaml, out ConfigDiagnostics diagnostics);

        Assert.Empty(diagnostics.Errors);
        Assert.Equal((topic, encoding), (options.TopicOf(signal), options.EncodingOf(signal)));
    }

    [Theory]
    [InlineData("record_headers: {a: b}")]
    [InlineData("record_headers: [{name: a, value: b}]")]
    public void RecordHeaders_MapOrList_MeanTheSame(string yaml) => Assert.Equal("b", Bind(yaml, out _).RecordHeaders["a"]);

    [Theory]
    [InlineData("protocol_version: two", "protocol_version", "no version")]
    [InlineData("auth: {sasl: {mechanism: GSSAPI}}", "auth::sasl::mechanism", "none of")]
    [InlineData("auth: {sasl: {mechanism: PLAIN, username: u}}", "auth::sasl::password", "must be set")]
    [InlineData("auth: {sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER, aws_msk: {region: x}}}", "auth::sasl::mechanism", "does not sign")]
    [InlineData("auth: {sasl: {mechanism: OAUTHBEARER}}", "auth::sasl::oauthbearer_token_source", "names no extension")]
    [InlineData("auth: {kerberos: {service_name: kafka}}", "auth::kerberos", "GSSAPI")]
    [InlineData("auth: {sasl: {mechanism: PLAIN, username: u, password: p}, plain_text: {username: u, password: p}}", "auth::plain_text", "beside")]
    [InlineData("tls: {}\nauth: {tls: {}}", "auth::tls", "beside")]
    [InlineData("tls: {server_name_override: x}", "tls::server_name_override", "advertises")]
    [InlineData("tls: {min_version: '1.3'}", "tls::min_version", "openssl")]
    [InlineData("auth: {tls: {cipher_suites: [X]}}", "auth::tls::cipher_suites", "OpenSSL")]
    [InlineData("librdkafka: {acks: 1}", "librdkafka::acks", "nothing is lost")]
    [InlineData("librdkafka: {enable.idempotence: false}", "librdkafka::enable.idempotence", "nothing is lost")]
    [InlineData("librdkafka: {partitioner: random}", "librdkafka::partitioner", "record_partitioner")]
    [InlineData("librdkafka: {test.mock.num.brokers: 3}", "librdkafka::test.mock.num.brokers", "pretended")]
    [InlineData("librdkafka: {debug: [a]}", "librdkafka::debug", "must be a text")]
    [InlineData("producer: {max_message_bytes: 10}", "producer::max_message_bytes", "at least 1000")]
    [InlineData("producer: {required_acks: 2}", "producer::required_acks", "must be all")]
    [InlineData("producer: {compression: brotli}", "producer::compression", "zstd")]
    [InlineData("producer: {compression: snappy, compression_params: {level: 1}}", "producer::compression_params::level", "has no levels")]
    [InlineData("producer: {max_broker_write_bytes: 10}", "producer::max_broker_write_bytes", "at least max_message_bytes")]
    [InlineData("record_partitioner: {round_robin: {}, sticky_key: {}}", "record_partitioner", "more than one")]
    [InlineData("record_partitioner: {extension: x}", "record_partitioner::extension", "not supported")]
    [InlineData("partition_metrics_by: metric\npartition_metrics_by_resource_attributes: true", "partition_metrics_by", "one partition")]
    [InlineData("partition_metrics_by: metric\nmetrics: {message_key_from_metadata_key: x}", "partition_metrics_by", "one key")]
    [InlineData("partition_metrics_by: label", "partition_metrics_by", "metric")]
    [InlineData("partition_logs_by_trace_id: true\npartition_logs_by_resource_attributes: true", "partition_logs_by_trace_id", "one key")]
    [InlineData("partition_traces_by_id: true\ntraces: {message_key_from_metadata_key: x}", "partition_traces_by_id", "one key")]
    [InlineData("metrics: {encoding: raw}", "metrics::encoding", "logs alone")]
    [InlineData("include_metadata_keys: [x]\nsending_queue: {enabled: true, batch: {}}", "include_metadata_keys", "metadata_keys")]
    public void Validate_BadOption_NamesItAndWhatIsRight(string yaml, string path, string message)
    {
        Bind(yaml, out ConfigDiagnostics diagnostics);
        Assert.Contains(diagnostics.Errors, error => error.Path == path && error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("protocol_version: 2.1.0", "protocol_version")]
    [InlineData("use_leader_epoch: false", "use_leader_epoch")]
    [InlineData("producer: {required_acks: 1}", "producer::required_acks")]
    [InlineData("producer: {max_broker_write_bytes: 104857600}", "producer::max_broker_write_bytes")]
    [InlineData("producer: {allow_auto_topic_creation: false}", "producer::allow_auto_topic_creation")]
    [InlineData("auth: {plain_text: {username: u, password: p}}", "auth::plain_text")]
    [InlineData("auth: {tls: {}}", "auth::tls")]
    [InlineData("topic: x", "topic")]
    [InlineData("encoding: otlp_json", "encoding")]
    [InlineData("record_partitioner: {round_robin: {}}", "record_partitioner::round_robin")]
    [InlineData("embedded: {partitions: 2}", "embedded")]
    [InlineData("traces: {topic_from_metadata_key: x}\nsending_queue: {enabled: true, batch: {}}", "traces::topic_from_metadata_key")]
    public void Validate_WithoutEffect_Warns(string yaml, string path)
    {
        Bind(yaml, out ConfigDiagnostics diagnostics);
        Assert.Empty(diagnostics.Errors);
        Assert.Equal(path, Assert.Single(diagnostics.Warnings).Path);
    }

    [Theory]
    [InlineData("use_leader_epoch: true")]
    [InlineData("producer: {required_acks: all}")]
    [InlineData("producer: {required_acks: -1}")]
    [InlineData("sending_queue: {enabled: true, num_consumers: 10, queue_size: 1000, batch: {partition: {metadata_keys: [X]}}}\ninclude_metadata_keys: [x]")]
    public void Validate_TheCollectorsOwn_SaysNothing(string yaml)
    {
        Bind(yaml, out ConfigDiagnostics diagnostics);
        Assert.Empty(diagnostics.Errors.Concat(diagnostics.Warnings));
    }

    [Fact]
    public async Task OAuthBearer_TokenOfTheExtension_GoesToTheClient()
    {
        _settings.With<IExtensions>(new TokenExtension());
        LogAddress address = AddressOf("auth: {sasl: {mechanism: OAUTHBEARER, oauthbearer_token_source: oauth2client}}");

        Assert.Equal("OAUTHBEARER", address.Connection!.Client["sasl.mechanism"]);
        Assert.Equal("the token", await address.Connection.Token!(TestContext.Current.CancellationToken));
        ComponentStartException error = Assert.Throws<ComponentStartException>(() =>
            AddressOf("auth: {sasl: {mechanism: OAUTHBEARER, oauthbearer_token_source: other}}"));
        Assert.Contains("\"other\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_Secrets_AreNotShown()
    {
        KafkaExporterOptions options = Bind("auth: {sasl: {mechanism: PLAIN, username: u, password: hunter2}}\nlibrdkafka: {ssl.key.password: hunter3}", out _);
        using StringWriter text = new();
        ConfigYaml.Write(OptionsWriter.Write(options, redact: true), text);

        Assert.DoesNotContain("hunter", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", KafkaConnections.AddressOf(options.Client, new Dictionary<string, string>(), _settings.For("kafka")).Connection!.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _settings.Dispose();

    private LogAddress AddressOf(string yaml)
    {
        KafkaExporterOptions options = Bind(yaml, out ConfigDiagnostics diagnostics);
        Assert.Empty(diagnostics.Errors);
        return KafkaConnections.AddressOf(
            options.Client, KafkaProducerSettings.Of(options.Producer, options.Timeout), _settings.For("kafka"), options.RecordPartitioner.Librdkafka);
    }

    private static KafkaExporterOptions Bind(string yaml, out ConfigDiagnostics diagnostics)
    {
        diagnostics = new ConfigDiagnostics();
        return OptionsBinder.BindYaml<KafkaExporterOptions>("brokers: [kafka:9092]\n" + yaml, diagnostics);
    }

    private static void Contains(string expected, IReadOnlyDictionary<string, string> settings)
    {
        foreach (string[] pair in expected.Split(' ').Select(pair => pair.Split('=')))
        {
            Assert.Equal(pair[1], settings.GetValueOrDefault(pair[0]));
        }
    }

    private sealed class TokenExtension : IExtensions, IAccessTokenSource
    {
        public bool TryGet<T>(string id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? extension)
            where T : class
        {
            extension = id == "oauth2client" ? this as T : null;
            return extension is not null;
        }

        public ValueTask<string> GetTokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult("the token");
    }
}
