// SPDX-License-Identifier: Apache-2.0

using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Extensions.ClickHouseHttp.Native;
using OtlpGateway.Servers.Hosting;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>Answers ClickHouse's HTTP protocol from one store, one statement a request.</summary>
internal sealed class ClickHouseHttpHandler(
    IClickHouseClient store,
    IStreamInserts inserts,
    string timeZone,
    ClickHouseHttpOptions options,
    QueryAccess access,
    ClickHouseHttpMetrics metrics,
    TimeProvider time,
    ILogger logger) : IRequestHandler, IDisposable
{
    private readonly StatementGuard _readers = new(options, File.Exists);
    private readonly StatementGuard _writers = new(options, File.Exists, mayWrite: true);
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrentQueries);

    public async Task HandleAsync(HttpContext context)
    {
        bool reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!reads && !HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD, POST";
            return;
        }

        switch (context.Request.Path.Value)
        {
            case "/ping" or "/replicas_status":
            case "/" or "" when reads && !context.Request.Query.ContainsKey("query"):
                context.Response.ContentType = "text/html; charset=UTF-8";
                await context.Response.WriteAsync("Ok.\n", context.RequestAborted);
                break;
            case "/" or "":
                await QueryAsync(context);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                await context.Response.WriteAsync(
                    $"There is no handle {context.Request.Path}\nUse / or /ping for health checks.\nOr /replicas_status for more sophisticated health checks.\nSend queries from your program with POST method or GET /?query=...\n",
                    context.RequestAborted);
                break;
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task QueryAsync(HttpContext context)
    {
        long started = time.GetTimestamp();
        QueryRequest request = QueryRequest.Empty;
        QueryResponse? response = null;
        string outcome = "success";
        try
        {
            bool mayWrite = !(await access.UserOfAsync(context)).ReadOnly && !options.ReadOnly;
            request = await QueryRequest.ReadAsync(context.Request, options.MaxQueryBytes, mayWrite, context.RequestAborted);
            CheckedStatement statement = (mayWrite ? _writers : _readers).Check(request.Sql, request.Parameters);
            string format = statement.Format.Length > 0 ? statement.Format : request.DefaultFormat;
            response = new QueryResponse(context, request, format, timeZone);
            var query = new ClickHouseQuery(request.Sql)
            {
                Format = format,
                Parameters = request.Parameters,
                ParametersAreEscaped = true,
                Settings = QuerySettings.Apply(request.Settings, options, statement.Writes),
                Database = request.Database,
            };
            (QueryResult result, InsertResult inserted) = await RunAsync(request, query, response, context.RequestAborted);
            await response.CompleteAsync(result, inserted, context.RequestAborted);
        }
        catch (ClickHouseException failure)
        {
            outcome = "failure";
            ClickHouseHttpLog.QueryFailed(logger, request.QueryId, failure.Code, failure.Message);
            await (response ?? new QueryResponse(context, request, "", timeZone)).FailAsync(failure, context.RequestAborted);
        }
        catch (InvalidDataException damaged)
        {
            outcome = "failure";
            var failure = new ClickHouseException(271, $"Code: 271. DB::Exception: Cannot decompress the body: {damaged.Message}. (CANNOT_DECOMPRESS)");
            ClickHouseHttpLog.QueryFailed(logger, request.QueryId, failure.Code, failure.Message);
            await (response ?? new QueryResponse(context, request, "", timeZone)).FailAsync(failure, context.RequestAborted);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            outcome = "cancelled";
            ClickHouseHttpLog.ClientGone(logger, request.QueryId);
        }
        finally
        {
            metrics.Record(outcome, time.GetElapsedTime(started));
            await request.DisposeAsync();
            if (response is not null)
            {
                await response.DisposeAsync();
            }
        }
    }

    private async Task<(QueryResult Result, InsertResult Inserted)> RunAsync(
        QueryRequest request, ClickHouseQuery query, QueryResponse response, CancellationToken cancellationToken)
    {
        if (!await _slots.WaitAsync(options.QueueTimeout, cancellationToken))
        {
            throw new ClickHouseException(
                ClickHouseErrorCode.TooManySimultaneousQueries,
                $"Code: 202. DB::Exception: Too many simultaneous queries. Maximum: {options.MaxConcurrentQueries} (max_concurrent_queries). (TOO_MANY_SIMULTANEOUS_QUERIES)");
        }

        try
        {
            if (request.Data is { } data)
            {
                return (default, await inserts.InsertAsync(query with { Format = request.DataFormat }, data, cancellationToken));
            }

            return (request.ProtocolRevision > 0 && query.Format.Equals("Native", StringComparison.OrdinalIgnoreCase)
                ? await RunNativeAsync(query, request.ProtocolRevision, response, cancellationToken)
                : await store.QueryAsync(query, response, cancellationToken), default);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<QueryResult> RunNativeAsync(
        ClickHouseQuery query, int revision, QueryResponse response, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        await using Stream from = pipe.Reader.AsStream();
        await using Stream to = pipe.Writer.AsStream();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task convert = ConvertAsync();
        try
        {
            QueryResult result = await store.QueryAsync(query, to, stop.Token);
            await pipe.Writer.CompleteAsync();
            await convert;
            return result;
        }
        catch (Exception failure)
        {
            // What the engine got out before it failed reaches the client, as without conversion.
            await pipe.Writer.CompleteAsync();
            Exception? conversion = await ExceptionOfAsync(convert);
            if (failure is OperationCanceledException && conversion is ClickHouseException)
            {
                throw conversion;
            }

            throw;
        }

        async Task ConvertAsync()
        {
            try
            {
                await new NativeRevision(revision, from, response).RunAsync(cancellationToken);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    private static async Task<Exception?> ExceptionOfAsync(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
