// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Servers.Authentication;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>
/// Who may ask. The authenticator of <c>auth</c> is asked first, where there is one, and <c>Authorization</c> is its header
/// then. The user is named by HTTP's basic authentication, by ClickHouse's headers or by its URL parameters, in this order.
/// </summary>
internal sealed class QueryAccess(IReadOnlyList<ClickHouseHttpUser> users, RequestAuthenticator authenticator)
{
    private const string BasicScheme = "Basic ";

    private static readonly ClickHouseHttpUser Anybody = new() { Name = "default" };

    /// <summary>The user; without users everybody that the authenticator lets in is the same one.</summary>
    /// <exception cref="ClickHouseException">The authenticator refused, or name or password are wrong.</exception>
    public async ValueTask<ClickHouseHttpUser> UserOfAsync(HttpContext context)
    {
        if (authenticator.IsRequired)
        {
            AuthenticationResult answer = await authenticator.AuthenticateAsync(context);
            if (!answer.Succeeded)
            {
                context.Response.Headers.WWWAuthenticate = answer.Challenge;
                throw new ClickHouseException(
                    ClickHouseErrorCode.RequiredPassword,
                    $"Code: {ClickHouseErrorCode.RequiredPassword}. DB::Exception: {answer.Message}. (REQUIRED_PASSWORD)");
            }
        }

        return users.Count == 0 ? Anybody : UserOf(context.Request);
    }

    private ClickHouseHttpUser UserOf(HttpRequest request)
    {
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

    private (string Name, string Password) Read(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        if (!authenticator.IsRequired && authorization.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
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
