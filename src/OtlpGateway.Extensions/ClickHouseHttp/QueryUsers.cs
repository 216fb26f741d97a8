// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>Who asks: by HTTP's basic authentication, by ClickHouse's headers or by its URL parameters, in this order.</summary>
internal sealed class QueryUsers(IReadOnlyList<ClickHouseHttpUser> users)
{
    private const string BasicScheme = "Basic ";

    private static readonly ClickHouseHttpUser Anybody = new() { Name = "default" };

    /// <summary>The user; throws <see cref="ClickHouseException"/> when name or password are wrong. Without users everybody is let in.</summary>
    public ClickHouseHttpUser Of(HttpRequest request)
    {
        if (users.Count == 0)
        {
            return Anybody;
        }

        (string name, string password) = Read(request);
        ClickHouseHttpUser? found = null;
        byte[] given = Digest(password);
        foreach (ClickHouseHttpUser user in users)
        {
            // Every user is compared in full: how long it takes tells nothing.
            bool right = CryptographicOperations.FixedTimeEquals(Digest(user.Password), given) & user.Name == name;
            found = right ? user : found;
        }

        return found ?? throw new ClickHouseException(
            ClickHouseErrorCode.AuthenticationFailed,
            $"Code: {ClickHouseErrorCode.AuthenticationFailed}. DB::Exception: {name}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)");
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static (string Name, string Password) Read(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
        {
            return Basic(authorization[BasicScheme.Length..]);
        }

        if (request.Headers.ContainsKey("X-ClickHouse-User") || request.Headers.ContainsKey("X-ClickHouse-Key"))
        {
            return (NameOr(request.Headers["X-ClickHouse-User"].ToString()), request.Headers["X-ClickHouse-Key"].ToString());
        }

        return (NameOr(request.Query["user"].ToString()), request.Query["password"].ToString());
    }

    private static (string Name, string Password) Basic(string text)
    {
        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.Trim(), bytes, out int length))
        {
            return ("", "");
        }

        string pair = Encoding.UTF8.GetString(bytes, 0, length);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (NameOr(pair), "") : (NameOr(pair[..colon]), pair[(colon + 1)..]);
    }

    private static string NameOr(string name) => name.Length > 0 ? name : "default";
}
