// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>What is wrong with the client block, and what of it has no effect.</summary>
internal static partial class KafkaClientValidator
{
    public static void Validate(KafkaClientOptions options, OptionsValidation validation)
    {
        if (!LogAddress.TryParse(options.Brokers, out LogAddress? address, out string error))
        {
            validation.Error("brokers", error);
        }
        else if (address.IsEmbedded)
        {
            WarnOfNoEffect(options, validation);
        }
        else
        {
            WarnOnBrokers(options, validation);
        }

        if (options.ProtocolVersion is { Length: > 0 } version && !ProtocolVersion().IsMatch(version))
        {
            validation.Error("protocol_version", $"\"{version}\" is no version of Kafka, such as 2.1.0");
        }

        NotNegative(validation, "conn_idle_timeout", options.ConnIdleTimeout);
        NotNegative(validation, "metadata::refresh_interval", options.Metadata?.RefreshInterval);
        NotNegative(validation, "metadata::retry::backoff", options.Metadata?.Retry.Backoff);
        ValidateAuth(options, validation);
        ValidateLibrdkafka(options.Librdkafka, validation);
    }

    private static void ValidateAuth(KafkaClientOptions options, OptionsValidation validation)
    {
        if (options.Auth is { } auth)
        {
            if (auth.PlainText is not null)
            {
                validation.Warning("auth::plain_text", "deprecated; use auth::sasl with mechanism: PLAIN");
            }

            if (auth.PlainText is not null && auth.Sasl is not null)
            {
                validation.Error("auth::plain_text", "cannot stand beside auth::sasl; remove it");
            }

            if (auth.Kerberos is not null)
            {
                validation.Error("auth::kerberos", "is not supported: the Kafka client here is built without GSSAPI; use auth::sasl with SCRAM or OAUTHBEARER, or certificates (tls::cert_file)");
            }

            if (auth.Tls is not null)
            {
                validation.Warning("auth::tls", "deprecated; use tls");
            }

            if (auth.Tls is not null && options.Tls is not null)
            {
                validation.Error("auth::tls", "cannot stand beside tls; remove it");
            }
        }

        if (options.EffectiveTls is { } tls && KafkaTlsSettings.IsOn(tls))
        {
            KafkaTlsSettings.Validate(tls, options.Tls is null ? "auth::tls" : "tls", validation);
        }
    }

    private static void ValidateLibrdkafka(Dictionary<string, ConfigNode> settings, OptionsValidation validation)
    {
        foreach ((string name, ConfigNode value) in settings)
        {
            string path = $"librdkafka::{name}";
            if (ReservedSettings.ReasonAgainst(name) is { } reason)
            {
                validation.Error(path, reason);
            }
            else if (value is not ConfigScalar)
            {
                validation.Error(path, "must be a text, a number, true or false");
            }
        }
    }

    private static void WarnOnBrokers(KafkaClientOptions options, OptionsValidation validation)
    {
        Given(validation, "protocol_version", options.ProtocolVersion is "" ? null : options.ProtocolVersion, "has no effect: the client and each broker agree on the newest version that both speak");
        Given(validation, "use_leader_epoch", options.UseLeaderEpoch is true ? null : options.UseLeaderEpoch, "has no effect: the client uses leader epochs wherever the brokers have them");
        Given(validation, "metadata::full", options.Metadata?.Full, "has no effect: the client asks for the topics that it uses");
        Given(validation, "metadata::retry::max", options.Metadata?.Retry.Max, "has no effect: what the brokers cannot answer now is asked again until they can");
    }

    private static void WarnOfNoEffect(KafkaClientOptions options, OptionsValidation validation)
    {
        EmbeddedOnly.Warn(validation, "protocol_version", options.ProtocolVersion);
        EmbeddedOnly.Warn(validation, "client_id", options.ClientId);
        EmbeddedOnly.Warn(validation, "rack_id", options.RackId);
        EmbeddedOnly.Warn(validation, "use_leader_epoch", options.UseLeaderEpoch);
        EmbeddedOnly.Warn(validation, "conn_idle_timeout", options.ConnIdleTimeout);
        EmbeddedOnly.Warn(validation, "resolve_canonical_bootstrap_servers_only", options.ResolveCanonicalBootstrapServersOnly);
        EmbeddedOnly.Warn(validation, "tls", options.Tls);
        EmbeddedOnly.Warn(validation, "auth", options.Auth);
        EmbeddedOnly.Warn(validation, "metadata", options.Metadata);
        EmbeddedOnly.Warn(validation, "librdkafka", options.Librdkafka.Count == 0 ? null : options.Librdkafka);
    }

    private static void Given(OptionsValidation validation, string path, object? value, string message)
    {
        if (value is not null)
        {
            validation.Warning(path, message);
        }
    }

    private static void NotNegative(OptionsValidation validation, string path, TimeSpan? value)
    {
        if (value < TimeSpan.Zero)
        {
            validation.Error(path, "must not be negative");
        }
    }

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+){1,3}$", RegexOptions.NonBacktracking)]
    private static partial Regex ProtocolVersion();
}
