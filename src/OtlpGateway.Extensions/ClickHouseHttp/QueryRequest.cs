// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>What one HTTP request asks for.</summary>
/// <param name="Sql">The statement: the <c>query</c> parameter, the body, or the one followed by the other; of an insert the part in front of its data.</param>
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
    int ProtocolRevision) : IAsyncDisposable
{
    // Enough for the statement of an insert whose data follows it in the body.
    private const int HeadBytes = 64 * 1024;

    /// <summary>The body that the data of an insert is read from.</summary>
    private RequestBody? _body;

    /// <summary>Stands for a request that could not be read.</summary>
    public static readonly QueryRequest Empty =
        new("", "", "", new Dictionary<string, string>(), new Dictionary<string, string>(), "", false, false, 0);

    private const string ParameterPrefix = "param_";

    /// <summary>The data of an insert, to be read once; null for other statements.</summary>
    public Stream? Data { get; private init; }

    /// <summary>The format of the data.</summary>
    public string DataFormat { get; private init; } = "";

    public async ValueTask DisposeAsync()
    {
        if (_body is not null)
        {
            await _body.DisposeAsync();
        }
    }

    /// <param name="inserts">Whether inserts are told apart, so that their data is streamed.</param>
    /// <exception cref="ClickHouseException">The request is too large or asks for what this endpoint does not have.</exception>
    public static async Task<QueryRequest> ReadAsync(HttpRequest request, int maxBytes, bool inserts, CancellationToken cancellationToken)
    {
        IQueryCollection url = request.Query;
        if (IsSet(url, "compress"))
        {
            throw NotSupported("ClickHouse's own block compression of answers; use HTTP compression (enable_http_compression=1)");
        }

        if (request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw NotSupported("multipart bodies (external tables)");
        }

        string query = Text(url, "query", "");
        if (!HttpMethods.IsPost(request.Method))
        {
            return Of(request, query);
        }

        RequestBody body = RequestBody.Open(request, IsSet(url, "decompress"));
        bool kept = false;
        try
        {
            byte[] head = [];
            if (inserts)
            {
                head = await ReadHeadAsync(body.Content, query, cancellationToken);
                if (Insert(request, query, head, body) is { } insert)
                {
                    kept = true;
                    return insert;
                }
            }

            string text = await ReadTextAsync(body.Content, head, maxBytes, cancellationToken);
            return Of(request, query.Length > 0 && text.Length > 0 ? $"{query}\n{text}" : query + text);
        }
        finally
        {
            if (!kept)
            {
                await body.DisposeAsync();
            }
        }
    }

    private static QueryRequest Of(HttpRequest request, string sql)
    {
        IQueryCollection url = request.Query;
        return new QueryRequest(
            sql,
            Text(url, "database", request.Headers["X-ClickHouse-Database"].ToString()),
            Text(url, "default_format", request.Headers["X-ClickHouse-Format"].ToString() is { Length: > 0 } format ? format : "TabSeparated"),
            Pairs(url.Where(pair => !QuerySettings.IsProtocol(pair.Key)), 0),
            Pairs(url.Where(pair => pair.Key.StartsWith(ParameterPrefix, StringComparison.Ordinal)), ParameterPrefix.Length),
            Text(url, "query_id", Guid.NewGuid().ToString()),
            IsSet(url, "enable_http_compression"),
            IsSet(url, "wait_end_of_query"),
            int.TryParse(Text(url, "client_protocol_version", "0"), out int revision) ? revision : 0);
    }

    /// <summary>The insert whose data is behind the query parameter or within the body; null where there is none.</summary>
    private static QueryRequest? Insert(HttpRequest request, string query, byte[] head, RequestBody body)
    {
        if (query.Length > 0)
        {
            if (!InsertHead.TryParse(query, out InsertHead insert))
            {
                return null;
            }

            byte[] inline = Encoding.UTF8.GetBytes(query[insert.DataStart..]);
            return Of(request, query[..insert.StatementLength]) with
            {
                Data = new PrefixedStream(inline, body.Content),
                DataFormat = insert.Format,
                _body = body,
            };
        }

        // One character a byte: what is found is where it is in the body, whatever the data behind it is.
        if (!InsertHead.TryParse(Encoding.Latin1.GetString(head), out InsertHead found))
        {
            return null;
        }

        return Of(request, Encoding.UTF8.GetString(head, 0, found.StatementLength)) with
        {
            Data = new PrefixedStream(head.AsMemory(found.DataStart), body.Content),
            DataFormat = found.Format,
            _body = body,
        };
    }

    /// <summary>The first bytes of a body that starts with its statement.</summary>
    private static async Task<byte[]> ReadHeadAsync(Stream body, string query, CancellationToken cancellationToken)
    {
        if (query.Length > 0)
        {
            return [];
        }

        byte[] head = new byte[HeadBytes];
        int length = await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return head[..length];
    }

    private static bool IsSet(IQueryCollection url, string name) => Text(url, name, "0") is not "0" and not "false";

    private static string Text(IQueryCollection url, string name, string otherwise) =>
        url.TryGetValue(name, out StringValues values) && values.Count > 0 ? values[^1] ?? "" : otherwise;

    private static Dictionary<string, string> Pairs(IEnumerable<KeyValuePair<string, StringValues>> pairs, int prefixLength) =>
        pairs.ToDictionary(pair => pair.Key[prefixLength..], pair => pair.Value[^1] ?? "", StringComparer.Ordinal);

    private static async Task<string> ReadTextAsync(Stream body, byte[] head, int maxBytes, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        text.Write(head);
        byte[] chunk = new byte[16 * 1024];
        int read;
        do
        {
            if (text.Length > maxBytes)
            {
                throw new ClickHouseException(229, $"Code: 229. DB::Exception: The query is larger than {maxBytes} bytes (max_query_bytes). (QUERY_IS_TOO_LARGE)");
            }

            read = await body.ReadAsync(chunk, cancellationToken);
            text.Write(chunk, 0, read);
        }
        while (read > 0);

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static ClickHouseException NotSupported(string what) =>
        new(48, $"Code: 48. DB::Exception: This endpoint does not support {what}. (NOT_IMPLEMENTED)");
}
