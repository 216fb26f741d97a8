// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Clients.Kafka;

/// <summary>Makes of a component's options the address of the log that it uses, with all that is needed to reach it.</summary>
public static class KafkaConnections
{
    /// <summary>Throws <see cref="ComponentStartException"/> when the brokers are wrong or the extension with the token is not there.</summary>
    /// <param name="options">The client block.</param>
    /// <param name="producer">Settings for producers; empty for a component that only reads.</param>
    /// <param name="settings">Of the component: its services have the extensions.</param>
    /// <param name="partitioner">See <see cref="KafkaConnection.Partitioner"/>; null means its default.</param>
    public static LogAddress AddressOf(
        KafkaClientOptions options, IReadOnlyDictionary<string, string> producer, ComponentSettings settings, string? partitioner = null)
    {
        if (!LogAddress.TryParse(options.Brokers, out LogAddress? address, out string error))
        {
            throw new ComponentStartException($"brokers: {error}");
        }

        return address.IsEmbedded ? address : address with
        {
            Connection = new KafkaConnection
            {
                Client = KafkaClientSettings.Of(options),
                Producer = producer,
                Partitioner = partitioner ?? KafkaConnection.DefaultPartitioner,
                Token = TokenOf(options.Auth?.Sasl, settings),
            },
        };
    }

    private static Func<CancellationToken, ValueTask<string>>? TokenOf(KafkaSaslOptions? sasl, ComponentSettings settings)
    {
        if (sasl is not { Mechanism: KafkaSaslOptions.OAuthBearer })
        {
            return null;
        }

        return settings.Services.GetService(typeof(IExtensions)) is IExtensions extensions
            && extensions.TryGet(sasl.OAuthBearerTokenSource, out IAccessTokenSource? source)
            ? source.GetTokenAsync
            : throw new ComponentStartException(
                $"auth::sasl::oauthbearer_token_source names \"{sasl.OAuthBearerTokenSource}\", which is no extension with a token under service::extensions");
    }
}
