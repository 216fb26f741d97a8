// SPDX-License-Identifier: Apache-2.0

using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>What one HTTP request asks for.</summary>
/// <param name="Sql">The statement: the <c>query</c> parameter, the body, or the one followed by the other.</param>
/// <param name="Database">The database for unqualified names, or empty.</param>
/// <param name="DefaultFormat">The format where the statement names none.</param>
/// <param name="Settings">Every URL parameter that is a setting.</param>
/// <param name="Parameters">The values of <c>param_NAME</c>, escaped as TSV.</param>
/// <param name="QueryId">The client's, or one that we made.</param>
/// <param name="Compress">May the answer be compressed?</param>
/// <param name="WaitForEnd">Shall nothing be sent before the query has ended, so that an error has its status?</param>
/// <param name="ProtocolRevision">The revision of the Native format that the client reads; 0 for none.</param>
internal sealed record QueryRequest(
    string Sql,
    string Database,
    string DefaultFormat,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyDictionary<string, string> Parameters,
    string QueryId,
    bool Compress,
    bool WaitForEnd,
    int ProtocolRevision)
{
    /// <summary>Stands for a request that could not be read.</summary>
    public static readonly QueryRequest Empty =
        new("", "", "", new Dictionary<string, string>(), new Dictionary<string, string>(), "", false, false, 0);

    private const string ParameterPrefix = "param_";

    /// <exception cref="ClickHouseException">The request is too large or asks for what this endpoint does not have.</exception>
    public static async Task<QueryRequest> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        IQueryCollection url = request.Query;
        if (IsSet(url, "compress") || IsSet(url, "decompress"))
        {
            throw NotSupported("ClickHouse's own block compression; use HTTP compression (enable_http_compression=1)");
        }

        if (request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw NotSupported("multipart bodies (external tables)");
        }

        string body = HttpMethods.IsPost(request.Method) ? await ReadBodyAsync(request, maxBytes, cancellationToken) : "";
        string query = Text(url, "query", "");
        return new QueryRequest(
            query.Length > 0 && body.Length > 0 ? $"{query}\n{body}" : query + body,
            Text(url, "database", request.Headers["X-ClickHouse-Database"].ToString()),
            Text(url, "default_format", request.Headers["X-ClickHouse-Format"].ToString() is { Length: > 0 } format ? format : "TabSeparated"),
            Pairs(url.Where(pair => !QuerySettings.IsProtocol(pair.Key)), 0),
            Pairs(url.Where(pair => pair.Key.StartsWith(ParameterPrefix, StringComparison.Ordinal)), ParameterPrefix.Length),
            Text(url, "query_id", Guid.NewGuid().ToString()),
            IsSet(url, "enable_http_compression"),
            IsSet(url, "wait_end_of_query"),
            int.TryParse(Text(url, "client_protocol_version", "0"), out int revision) ? revision : 0);
    }

    private static bool IsSet(IQueryCollection url, string name) => Text(url, name, "0") is not "0" and not "false";

    private static string Text(IQueryCollection url, string name, string otherwise) =>
        url.TryGetValue(name, out StringValues values) && values.Count > 0 ? values[^1] ?? "" : otherwise;

    private static Dictionary<string, string> Pairs(IEnumerable<KeyValuePair<string, StringValues>> pairs, int prefixLength) =>
        pairs.ToDictionary(pair => pair.Key[prefixLength..], pair => pair.Value[^1] ?? "", StringComparer.Ordinal);

    private static async Task<string> ReadBodyAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        string coding = request.Headers.ContentEncoding.ToString();
        await using Stream? decoder = coding switch
        {
            "" or "identity" => null,
            "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
            _ => throw NotSupported($"the content encoding {coding}; use gzip, deflate or br"),
        };
        using var text = new MemoryStream();
        byte[] chunk = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await (decoder ?? request.Body).ReadAsync(chunk, cancellationToken)) > 0)
            {
                text.Write(chunk, 0, read);
                if (text.Length > maxBytes)
                {
                    throw new ClickHouseException(229, $"Code: 229. DB::Exception: The query is larger than {maxBytes} bytes (max_query_bytes). (QUERY_IS_TOO_LARGE)");
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw new ClickHouseException(117, $"Code: 117. DB::Exception: The body is not {coding}: {exception.Message} (INCORRECT_DATA)");
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static ClickHouseException NotSupported(string what) =>
        new(48, $"Code: 48. DB::Exception: This endpoint does not support {what}. (NOT_IMPLEMENTED)");
}
