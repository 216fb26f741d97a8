// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Tls;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>The <c>auth</c> section.</summary>
public sealed class KafkaAuthOptions
{
    public KafkaSaslOptions? Sasl { get; set; }

    /// <summary>Deprecated: SASL/PLAIN.</summary>
    public KafkaPlainTextOptions? PlainText { get; set; }

    /// <summary>Deprecated: the <c>tls</c> section.</summary>
    public TlsClientOptions? Tls { get; set; }

    /// <summary>Refused: the client is built without it.</summary>
    [Secret]
    public ConfigMap? Kerberos { get; set; }
}

/// <summary>The <c>auth.plain_text</c> section.</summary>
public sealed class KafkaPlainTextOptions
{
    public string Username { get; set; } = "";

    [Secret]
    public string Password { get; set; } = "";
}
