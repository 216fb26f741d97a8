// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>Gives librdkafka the token for SASL/OAUTHBEARER whenever it asks for one.</summary>
internal sealed class KafkaToken(ClientHandle client, Func<CancellationToken, ValueTask<string>> source, KafkaContext context)
{
    private const int TextSize = 512;

    /// <summary>How long a token holds that does not say so.</summary>
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Does not wait: the source may need the network.</summary>
    public void Refresh(CancellationToken cancellationToken) => Task.Run(() => RefreshAsync(cancellationToken), CancellationToken.None);

    /// <summary>The same for a client of Confluent.Kafka, which asks on a thread of its own.</summary>
    public static void Refresh(IClient client, Func<CancellationToken, ValueTask<string>> source, KafkaContext context)
    {
        try
        {
            string token = source(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            (DateTimeOffset? expires, string subject) = Read(token);
            DateTimeOffset until = expires ?? context.Time.GetUtcNow() + UnknownLifetime;
            client.OAuthBearerSetToken(token, until.ToUnixTimeMilliseconds(), PrincipalOf(subject));
        }
        catch (Exception error)
        {
            KafkaClientLog.NoToken(context.Logger, error.Message);
            client.OAuthBearerSetTokenFailure(error.Message);
        }
    }

    /// <summary>Expiry and subject of a JWT; whether it is genuine is the broker's affair.</summary>
    internal static (DateTimeOffset? Expires, string Subject) Read(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
        {
            return (null, "");
        }

        try
        {
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            DateTimeOffset? expires = claims.RootElement.TryGetProperty("exp", out JsonElement exp) && exp.TryGetInt64(out long seconds)
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
            string subject = claims.RootElement.TryGetProperty("sub", out JsonElement sub) ? sub.GetString() ?? "" : "";
            return (expires, subject);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return (null, "");
        }
    }

    private static string PrincipalOf(string subject) => subject.Length > 0 ? subject : "otlp-gateway";

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            string token = await source(cancellationToken);
            (DateTimeOffset? expires, string subject) = Read(token);
            Set(token, expires ?? context.Time.GetUtcNow() + UnknownLifetime, subject);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client goes: nobody needs the token.
        }
        catch (Exception error)
        {
            Fail(error.Message);
        }
    }

    private unsafe void Set(string token, DateTimeOffset expires, string subject)
    {
        byte* text = stackalloc byte[TextSize];
        ErrorCode code = Librdkafka.SetToken(client, token, expires.ToUnixTimeMilliseconds(), PrincipalOf(subject), 0, 0, text, TextSize);
        if (code != ErrorCode.NoError)
        {
            Fail(Librdkafka.Text((nint)text));
        }
    }

    private void Fail(string message)
    {
        KafkaClientLog.NoToken(context.Logger, message);
        Librdkafka.SetTokenFailure(client, message);
    }
}
