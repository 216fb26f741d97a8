// SPDX-License-Identifier: Apache-2.0

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>What stands between a consumer and its ClickHouse does with an insert.</summary>
internal enum StoreFault
{
    None,

    /// <summary>Answers 252, TOO_MANY_PARTS, and passes nothing on.</summary>
    TooManyParts,

    /// <summary>Passes it on and holds the answer back until the client has gone.</summary>
    HoldAnswer,

    /// <summary>Passes it on and breaks the connection instead of answering.</summary>
    LoseAnswer,

    /// <summary>Passes it on after a second.</summary>
    Slow,
}

/// <summary>Stands before the ClickHouse server and does to inserts what it is told.</summary>
internal sealed class StoreProxy : IAsyncDisposable
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HttpClient _http = new();
    private readonly Uri _server;
    private readonly WebApplication _application;
    private StoreFault _fault;
    private int _left;

    private StoreProxy(Uri server)
    {
        _server = server;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(HandleAsync);
    }

    public string Address => _application.Urls.Single();

    /// <summary>True when no insert is to meet the fault any more.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _left == 0;
            }
        }
    }

    public static async Task<StoreProxy> StartAsync(Uri server)
    {
        StoreProxy proxy = new(server);
        await proxy._application.StartAsync();
        return proxy;
    }

    /// <summary>The next inserts meet the fault.</summary>
    public void Meet(StoreFault fault, int inserts)
    {
        lock (_gate)
        {
            (_fault, _left) = (fault, inserts);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _http.Dispose();
    }

    private StoreFault Next()
    {
        lock (_gate)
        {
            return _left > 0 && _left-- > 0 ? _fault : StoreFault.None;
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        bool isInsert = context.Request.Query["query"].ToString().StartsWith("INSERT", StringComparison.OrdinalIgnoreCase);
        StoreFault fault = isInsert ? Next() : StoreFault.None;
        switch (fault)
        {
            case StoreFault.TooManyParts:
                context.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
                context.Response.Headers["X-ClickHouse-Exception-Code"] = "252";
                await context.Response.WriteAsync("Code: 252. DB::Exception: Too many parts (300). Merges are processing significantly slower than inserts. (TOO_MANY_PARTS)");
                return;
            case StoreFault.Slow:
                await Task.Delay(Slowness, context.RequestAborted);
                break;
            default:
                break;
        }

        // The server finishes it whatever the client does.
        using HttpResponseMessage answer = await ForwardAsync(context);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        switch (fault)
        {
            case StoreFault.HoldAnswer:
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await using (context.RequestAborted.Register(gone.SetResult))
                {
                    await gone.Task;
                }

                return;
            case StoreFault.LoseAnswer:
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                context.Abort();
                return;
            default:
                await AnswerAsync(context.Response, answer, body);
                return;
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, CancellationToken.None);
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), new Uri(_server, context.Request.Path + context.Request.QueryString))
        {
            Content = new ByteArrayContent(body.ToArray()),
        };
        foreach ((string name, StringValues values) in context.Request.Headers)
        {
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("Expect", StringComparison.OrdinalIgnoreCase)
                && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return await _http.SendAsync(request, CancellationToken.None);
    }

    private static async Task AnswerAsync(HttpResponse response, HttpResponseMessage answer, byte[] body)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.NonValidated.Select(header => (header.Key, header.Value.AsEnumerable()))
            .Concat(answer.Content.Headers.NonValidated.Select(header => (header.Key, header.Value.AsEnumerable()))))
        {
            if (!name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && !name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            {
                response.Headers[name] = values.ToArray();
            }
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }
}
