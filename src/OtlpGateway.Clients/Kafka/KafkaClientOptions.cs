// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Tls;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>
/// How the brokers are reached: the block that the <c>kafka</c> exporter and receiver share, as the Collector's. On
/// <c>embedded:DIR</c> only <see cref="Brokers"/> matters, and the rest says so.
/// </summary>
public sealed class KafkaClientOptions : IValidatable
{
    public const string DefaultClientId = "otel-collector";

    /// <summary>host:port of Kafka brokers; or <c>["embedded:DIR"]</c>, the log in a directory.</summary>
    public List<string> Brokers { get; set; } = ["localhost:9092"];

    /// <summary>No effect: the client and each broker agree on the newest version that both speak.</summary>
    public string? ProtocolVersion { get; set; }

    /// <summary>Name of this client in the brokers' logs, quotas and access lists; unset: <c>otel-collector</c>.</summary>
    public string? ClientId { get; set; }

    /// <summary>Where this client is, so that it can fetch from a replica nearby.</summary>
    public string? RackId { get; set; }

    /// <summary>No effect: the client uses the leaders' epochs wherever the brokers have them.</summary>
    public bool? UseLeaderEpoch { get; set; }

    /// <summary>Connections that are idle for so long are closed; unset: 9m.</summary>
    public TimeSpan? ConnIdleTimeout { get; set; }

    /// <summary>Looks up the brokers' canonical names, as Kerberos setups need it.</summary>
    public bool? ResolveCanonicalBootstrapServersOnly { get; set; }

    /// <summary>Absent: plaintext.</summary>
    public TlsClientOptions? Tls { get; set; }

    /// <summary>Absent: nobody asks who we are.</summary>
    public KafkaAuthOptions? Auth { get; set; }

    public KafkaMetadataOptions? Metadata { get; set; }

    /// <summary>
    /// Ours: any other setting of librdkafka by its own name, for example <c>socket.keepalive.enable: true</c>. It wins over
    /// what the options above say. What delivery depends on is refused.
    /// </summary>
    [Secret]
    public Dictionary<string, ConfigNode> Librdkafka { get; set; } = [];

    /// <summary>Where the log is, without how it is reached; null when <see cref="Brokers"/> is wrong.</summary>
    public LogAddress? Address => LogAddress.TryParse(Brokers, out LogAddress? address, out _) ? address : null;

    public bool IsEmbedded => Address is { IsEmbedded: true };

    /// <summary>The section that counts: <c>tls</c>, or the older <c>auth::tls</c> where that is absent.</summary>
    public TlsClientOptions? EffectiveTls => Tls ?? Auth?.Tls;

    public void Validate(OptionsValidation validation) => KafkaClientValidator.Validate(this, validation);
}
