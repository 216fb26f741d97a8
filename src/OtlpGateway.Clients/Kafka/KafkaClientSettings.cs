// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Tls;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>The client block in librdkafka's terms.</summary>
internal static class KafkaClientSettings
{
    public static IReadOnlyDictionary<string, string> Of(KafkaClientOptions options)
    {
        SettingsMap settings = new SettingsMap()
            .Add("client.id", options.ClientId ?? KafkaClientOptions.DefaultClientId)
            .Add("client.rack", options.RackId)
            .Add("connections.max.idle.ms", options.ConnIdleTimeout ?? TimeSpan.FromMinutes(9))
            .Add("topic.metadata.refresh.interval.ms", options.Metadata?.RefreshInterval)
            .Add("metadata.max.age.ms", 3 * options.Metadata?.RefreshInterval)
            .Add("retry.backoff.ms", options.Metadata?.Retry.Backoff);
        if (options.ResolveCanonicalBootstrapServersOnly is true)
        {
            settings.Add("client.dns.lookup", "resolve_canonical_bootstrap_servers_only");
        }

        AddSecurity(settings, options.EffectiveTls, options.Auth);
        foreach ((string name, ConfigNode value) in options.Librdkafka)
        {
            settings.Add(name, TextOf(value));
        }

        return settings.Settings;
    }

    /// <summary>The text of a scalar as the user wrote it; null for anything else.</summary>
    public static string? TextOf(ConfigNode node) => node is ConfigScalar scalar ? scalar.OriginalText ?? scalar.Text : null;

    private static void AddSecurity(SettingsMap settings, TlsClientOptions? tls, KafkaAuthOptions? auth)
    {
        bool encrypted = KafkaTlsSettings.IsOn(tls);
        KafkaSaslOptions? sasl = SaslOf(auth);
        settings.Add("security.protocol", (encrypted, sasl is not null) switch
        {
            (false, false) => "plaintext",
            (true, false) => "ssl",
            (false, true) => "sasl_plaintext",
            (true, true) => "sasl_ssl",
        });
        if (encrypted)
        {
            KafkaTlsSettings.Add(settings, tls!);
        }

        if (sasl is not null)
        {
            settings.Add("sasl.mechanism", sasl.Mechanism);
            if (sasl.Mechanism != KafkaSaslOptions.OAuthBearer)
            {
                settings.Add("sasl.username", sasl.Username).Add("sasl.password", sasl.Password);
            }
        }
    }

    private static KafkaSaslOptions? SaslOf(KafkaAuthOptions? auth) => auth switch
    {
        { Sasl: { } sasl } => sasl,
        { PlainText: { } plain } => new KafkaSaslOptions { Mechanism = KafkaSaslOptions.Plain, Username = plain.Username, Password = plain.Password },
        _ => null,
    };
}
