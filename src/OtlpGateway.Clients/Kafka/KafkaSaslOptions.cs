// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>The <c>auth.sasl</c> section.</summary>
public sealed class KafkaSaslOptions : IValidatable
{
    public const string Plain = "PLAIN";
    public const string ScramSha256 = "SCRAM-SHA-256";
    public const string ScramSha512 = "SCRAM-SHA-512";
    public const string OAuthBearer = "OAUTHBEARER";
    private const string AmazonMsk = "AWS_MSK_IAM_OAUTHBEARER";

    public string Username { get; set; } = "";

    [Secret]
    public string Password { get; set; } = "";

    /// <summary><c>PLAIN</c>, <c>SCRAM-SHA-256</c>, <c>SCRAM-SHA-512</c> or <c>OAUTHBEARER</c>.</summary>
    public string Mechanism { get; set; } = "";

    /// <summary>No effect: the client and the brokers agree on it.</summary>
    public int? Version { get; set; }

    public KafkaAmazonMskOptions? AwsMsk { get; set; }

    /// <summary>Id of the extension that has the token, for <c>OAUTHBEARER</c>.</summary>
    [ConfigKey("oauthbearer_token_source")]
    public string OAuthBearerTokenSource { get; set; } = "";

    public void Validate(OptionsValidation validation)
    {
        switch (Mechanism)
        {
            case Plain or ScramSha256 or ScramSha512:
                Required(validation, "username", Username);
                Required(validation, "password", Password);
                break;
            case OAuthBearer when OAuthBearerTokenSource.Length == 0:
                validation.Error("oauthbearer_token_source", "names no extension; OAUTHBEARER needs one that has the token");
                break;
            case OAuthBearer:
                break;
            case AmazonMsk or "AWS_MSK_IAM":
                validation.Error("mechanism", $"{Mechanism} is not supported: the gateway does not sign with AWS keys; use SCRAM-SHA-512 or mutual TLS, which MSK has too");
                break;
            default:
                validation.Error("mechanism", $"\"{Mechanism}\" is none of {Plain}, {ScramSha256}, {ScramSha512}, {OAuthBearer}");
                break;
        }

        if (Mechanism != OAuthBearer && OAuthBearerTokenSource.Length > 0)
        {
            validation.Error("oauthbearer_token_source", $"is for the mechanism {OAuthBearer} alone");
        }

        if (Version is not null)
        {
            validation.Warning("version", "has no effect: the client and the brokers agree on it");
        }
    }

    private static void Required(OptionsValidation validation, string key, string value)
    {
        if (value.Length == 0)
        {
            validation.Error(key, "must be set");
        }
    }
}

/// <summary>The <c>auth.sasl.aws_msk</c> section; it is read, and means nothing without its mechanism.</summary>
public sealed class KafkaAmazonMskOptions
{
    public string Region { get; set; } = "";
}
