// SPDX-License-Identifier: Apache-2.0

using System.Web;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>
/// The server that an <c>endpoint</c> names, in the Collector's spellings: several hosts behind one scheme or several whole
/// addresses, separated by commas; the database as path; settings behind the question mark.
/// </summary>
/// <param name="Endpoints">Base addresses of ClickHouse's HTTP interface, in the order given.</param>
/// <param name="Database">The database that the address names; empty when it names none.</param>
/// <param name="Parameters">What stands behind the question mark.</param>
/// <param name="Warning">What was read differently from how it was written; empty for nothing.</param>
internal sealed record ServerAddress(
    IReadOnlyList<Uri> Endpoints, string Database, IReadOnlyDictionary<string, string> Parameters, string Warning)
{
    private const int HttpPort = 8123;
    private const int HttpsPort = 8443;
    private const int NativePort = 9000;
    private const int NativeTlsPort = 9440;

    private static readonly string[] Schemes = ["http://", "https://", "tcp://", "clickhouse://"];

    /// <summary>True for what is meant as a server, well written or not.</summary>
    internal static bool IsServer(string endpoint) => Array.Exists(Schemes, scheme => endpoint.StartsWith(scheme, StringComparison.Ordinal));

    /// <summary>Null with the reason when it cannot be read. The reason repeats no part that may be a secret.</summary>
    internal static ServerAddress? Parse(string endpoint, out string error)
    {
        int schemeEnd = endpoint.IndexOf("://", StringComparison.Ordinal) + 3;
        string scheme = endpoint[..schemeEnd];
        string[] texts = endpoint.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        List<Uri> addresses = [];
        foreach (string text in texts)
        {
            string whole = text.Contains("://", StringComparison.Ordinal) ? text : scheme + text;
            if (!IsServer(whole) || !Uri.TryCreate(whole, UriKind.Absolute, out Uri? address) || address.Host.Length == 0)
            {
                error = "is no address; write http://HOST:8123 or https://HOST:8443, several separated by commas";
                return null;
            }

            if (address.UserInfo.Length > 0)
            {
                error = "names a user: set username and password instead, since addresses are logged";
                return null;
            }

            addresses.Add(address);
        }

        return Combine(addresses, out error);
    }

    private static ServerAddress? Combine(List<Uri> addresses, out string error)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        string database = "";
        foreach (Uri address in addresses)
        {
            database = address.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(address.AbsolutePath.Trim('/')) : database;
            System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(address.Query);
            foreach (string name in query.AllKeys.OfType<string>())
            {
                parameters[name] = query[name] ?? "";
            }
        }

        if (parameters.ContainsKey("password") || parameters.ContainsKey("username"))
        {
            error = "names a user: set username and password instead, since addresses are logged";
            return null;
        }

        bool secure = parameters.Remove("secure", out string? text) && text is "true" or "1";
        List<Uri> endpoints = [];
        List<string> warnings = [];
        foreach (Uri address in addresses)
        {
            if (OverHttp(address, secure, warnings) is not { } endpoint)
            {
                error = $"'{address.Scheme}://{address.Authority}' is ClickHouse's native protocol, which is not spoken here; write the address of its HTTP interface, http://{address.Host}:{HttpPort} or https://{address.Host}:{HttpsPort}";
                return null;
            }

            endpoints.Add(endpoint);
        }

        error = "";
        return new ServerAddress(endpoints, database, parameters, string.Join("; ", warnings));
    }

    /// <summary>The native protocol's usual ports are taken for the HTTP interface's; null for others, since nobody knows where it is.</summary>
    private static Uri? OverHttp(Uri address, bool secure, List<string> warnings)
    {
        bool http = address.Scheme is "http" or "https";
        int port = address.IsDefaultPort || address.Port < 0 ? (http ? 0 : NativePort) : address.Port;
        (string Scheme, int Port)? over = (address.Scheme, port) switch
        {
            ("https", 0) => ("https", HttpsPort),
            ("http", 0) => (secure ? "https" : "http", secure ? HttpsPort : HttpPort),
            ("http" or "https", _) => (secure ? "https" : address.Scheme, port),
            (_, HttpPort) => ("http", HttpPort),
            (_, HttpsPort) => ("https", HttpsPort),
            (_, NativePort) => (secure ? "https" : "http", secure ? HttpsPort : HttpPort),
            (_, NativeTlsPort) => ("https", HttpsPort),
            _ => null,
        };
        if (over is not { } found)
        {
            return null;
        }

        Uri endpoint = new UriBuilder(found.Scheme, address.Host, found.Port).Uri;
        if (!http)
        {
            warnings.Add($"{address.Scheme}://{address.Authority} is ClickHouse's native protocol; its HTTP interface at {endpoint.GetLeftPart(UriPartial.Authority)} is used");
        }

        return endpoint;
    }
}
