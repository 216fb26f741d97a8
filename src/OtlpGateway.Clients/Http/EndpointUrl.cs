// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Clients.Http;

/// <summary>
/// The URL of an endpoint. A user and a password in it, as in <c>https://user:password@host/path</c>, go with every request
/// and are in no message.
/// </summary>
public sealed class EndpointUrl
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public EndpointUrl(Uri url)
    {
        Address = url.UserInfo.Length == 0 ? url : new UriBuilder(url) { UserName = "", Password = "" }.Uri;
        Name = Address.GetLeftPart(UriPartial.Path);
        Headers = url.UserInfo.Length == 0 ? [] : [KeyValuePair.Create("Authorization", Basic(url.UserInfo))];
    }

    /// <summary>What is connected to, without user and password.</summary>
    public Uri Address { get; }

    /// <summary>Names it in messages.</summary>
    public string Name { get; }

    /// <summary>What its user and password are to a server: headers that come before the configured ones.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    private static string Basic(string userInfo)
    {
        int colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        string user = colon < 0 ? userInfo : userInfo[..colon];
        string password = colon < 0 ? "" : userInfo[(colon + 1)..];
        return $"Basic {Convert.ToBase64String(Utf8.GetBytes($"{Uri.UnescapeDataString(user)}:{Uri.UnescapeDataString(password)}"))}";
    }
}
