// SPDX-License-Identifier: Apache-2.0

using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>
/// A ClickHouse server over its HTTP interface. Nothing is tried again here but another endpoint: repeating is the
/// caller's, who has the token that makes an insert repeatable. Thread-safe.
/// </summary>
/// <remarks>
/// Claims and data stay at one endpoint, the first, since only there a deduplication token is remembered. When the tables
/// are Replicated, every endpoint knows the tokens: set <see cref="MayFailOver"/> then.
/// </remarks>
public sealed class ClickHouseHttpClient : IClickHouseClient, IDisposable
{
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(1);

    private readonly ClickHouseHttpSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EndpointList _endpoints;
    private readonly InsertBodies _bodies;
    private readonly HttpClient _http;

    /// <summary>Makes a client; call <see cref="ConnectAsync"/> before anything else.</summary>
    public ClickHouseHttpClient(ClickHouseHttpSettings settings, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        _endpoints = new EndpointList(settings.Endpoints, settings.EndpointPause, time);
        _bodies = new InsertBodies(settings.Compression);
        _http = HttpConnections.Create(settings);
    }

    /// <inheritdoc/>
    public string Endpoint => Name(_endpoints.Current);

    /// <inheritdoc/>
    public string Version { get; private set; } = "";

    /// <summary>
    /// Whether another endpoint may be used when one fails. True only where all tables are Replicated and so know each
    /// other's tokens and claims.
    /// </summary>
    public bool MayFailOver
    {
        get => _endpoints.MayFailOver;
        set => _endpoints.MayFailOver = value && _endpoints.Count > 1;
    }

    /// <summary>Asks for the version. Throws <see cref="ClickHouseException"/> when nobody answers, or not as ClickHouse does.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using MemoryStream output = new();
        using CancellationTokenSource limit = new(_settings.ConnectTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            _ = await QueryAsync(new ClickHouseQuery("SELECT version()") { Format = "TabSeparatedRaw" }, output, either.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClickHouseException(ClickHouseErrorCode.SocketTimeout, $"it did not answer within {_settings.ConnectTimeout.TotalSeconds:0.#} s", late);
        }

        string version = Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)Math.Min(output.Length, 100)).Trim();
        if (version.Length == 0 || !char.IsAsciiDigit(version[0]) || !version.Contains('.', StringComparison.Ordinal))
        {
            throw new ClickHouseException(ClickHouseErrorCode.NetworkError, $"it answers, but not as ClickHouse does: it gave '{version.ReplaceLineEndings(" ")}' as its version. Is it the HTTP port (8123, or 8443 with TLS)?");
        }

        Version = version;
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(ClickHouseQuery query, CancellationToken cancellationToken)
    {
        _ = await QueryAsync(query with { Format = "" }, Stream.Null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<QueryResult> QueryAsync(ClickHouseQuery query, Stream output, CancellationToken cancellationToken)
    {
        string queryId = Guid.NewGuid().ToString();
        using HttpResponseMessage response = await SendAsync(
            endpoint => Request(endpoint, query, queryId),
            queryId,
            cancellationToken);
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            string tag = ResponseFailure.Header(response, ResponseFailure.TagHeader);
            long written = await ResultCopier.CopyAsync(body, tag, output, cancellationToken);
            ResponseSummary summary = ResponseSummary.Of(response);
            return new QueryResult(written, Math.Max(summary.ReadRows, 0), Math.Max(summary.ReadBytes, 0));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await KillAsync(new Uri(response.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Path)), queryId);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A server may count the rows of a block that it knew already.</remarks>
    public async Task<InsertResult> InsertAsync(ClickHouseInsert insert, INativeBlock block, CancellationToken cancellationToken)
    {
        // One statement for all endpoints: without a token of the caller's it has one of its own.
        string statement = InsertStatement.Format(insert, block) + " FORMAT Native";
        string queryId = Guid.NewGuid().ToString();
        using HttpResponseMessage response = await SendAsync(
            endpoint => new HttpRequestMessage(
                HttpMethod.Post, StatementUrl.OfInsert(endpoint, statement, queryId, _settings.Parameters, _bodies.InOwnBlocks))
            {
                Content = _bodies.Create(block),
            },
            queryId,
            cancellationToken);
        ClickHouseException said = await ResponseFailure.ReadTextAsync(response, ClickHouseErrorCode.None, cancellationToken);
        if (said.Message.Length > 0 || !ResponseFailure.IsClickHouse(response))
        {
            // A good insert has an empty answer, and ClickHouse's headers. Anything else is no proof that the rows are stored.
            int code = said.Code != ClickHouseErrorCode.None ? said.Code : ClickHouseErrorCode.NetworkError;
            throw new ClickHouseException(code, $"it answered {(int)response.StatusCode} to an insert, but not as ClickHouse does: {said.Message}");
        }

        ResponseSummary summary = ResponseSummary.Of(response);
        return new InsertResult(summary.WrittenRows >= 0 ? summary.WrittenRows : block.RowCount, Math.Max(summary.WrittenBytes, 0));
    }

    public void Dispose()
    {
        _http.Dispose();
        _bodies.Dispose();
    }

    private static string Name(Uri address) => address.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>Sends to one endpoint after the other until one answers well, or with a failure that is not its own.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        Func<Uri, HttpRequestMessage> create, string queryId, CancellationToken cancellationToken)
    {
        HashSet<int> tried = [];
        ClickHouseException? last = null;
        for (int index = _endpoints.Choose(tried); index >= 0; index = _endpoints.Choose(tried))
        {
            _ = tried.Add(index);
            Uri address = _endpoints.AddressOf(index);
            try
            {
                HttpResponseMessage response = await SendToAsync(address, create, queryId, cancellationToken);
                if (_endpoints.Answered(index))
                {
                    ClickHouseHttpLog.EndpointUsed(_logger, address);
                }

                return response;
            }
            catch (ClickHouseException failure) when (ClickHouseErrorCode.IsOfEndpoint(failure.Code))
            {
                last = failure;
                if (_endpoints.Failed(index))
                {
                    ClickHouseHttpLog.EndpointFails(_logger, address, failure.Message);
                }
            }
        }

        throw tried.Count == 1 ? last! : new ClickHouseException(last!.Code, $"none of the {tried.Count} endpoints takes it; the last one: {last.Message}", last);
    }

    private async Task<HttpResponseMessage> SendToAsync(
        Uri address, Func<Uri, HttpRequestMessage> create, string queryId, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = create(address);
        request.Headers.Authorization = Credentials();
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (await ResponseFailure.ReadAsync(response, cancellationToken) is { } failure)
            {
                throw failure;
            }

            HttpResponseMessage good = response;
            response = null;
            return good;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await KillAsync(address, queryId);
            throw;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            throw HttpConnections.Describe(failure);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private HttpRequestMessage Request(Uri endpoint, ClickHouseQuery query, string queryId) =>
        new(HttpMethod.Post, StatementUrl.OfQuery(endpoint, query, queryId, _settings.Parameters))
        {
            Content = new StringContent(query.Sql, Encoding.UTF8),
        };

    private AuthenticationHeaderValue? Credentials() => _settings.User.Length + _settings.Password.Length == 0
        ? null
        : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{(_settings.User.Length > 0 ? _settings.User : "default")}:{_settings.Password}")));

    /// <summary>A server goes on with a statement whose client is gone, so it is told. When that fails the statement ends by itself.</summary>
    private async Task KillAsync(Uri address, string queryId)
    {
        using CancellationTokenSource limit = new(KillTimeout, _time);
        ClickHouseQuery kill = new($"KILL QUERY WHERE query_id = {SqlText.Literal(queryId)} ASYNC") { Format = "" };
        try
        {
            using HttpRequestMessage request = Request(address, kill, Guid.NewGuid().ToString());
            request.Headers.Authorization = Credentials();
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token);
            if (await ResponseFailure.ReadAsync(response, limit.Token) is { } failure)
            {
                ClickHouseHttpLog.KillFailed(_logger, queryId, address, failure.Message);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            ClickHouseHttpLog.KillFailed(_logger, queryId, address, failure.Message);
        }
    }
}
