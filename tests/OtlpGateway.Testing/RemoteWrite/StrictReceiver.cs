// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OtlpGateway.Compression;
using RemoteWrite.V1;
using static OtlpGateway.Testing.RemoteWrite.WriteRules;
using V2 = RemoteWrite.V2;

namespace OtlpGateway.Testing.RemoteWrite;

/// <summary>
/// A remote-write receiver on a free port that takes nothing for granted: every header, every byte and every rule of the
/// specification is checked. It answers as it is told, and remembers what it got. What it found wrong is in
/// <see cref="Breaches"/>, which a test must find empty.
/// </summary>
public sealed class StrictReceiver : IAsyncDisposable
{
    private const int MostBytes = 32 << 20;

    private readonly WebApplication _app;
    private readonly Func<WrittenRequest, int, WriteReply> _script;
    private int _requests;

    private StrictReceiver(WebApplication app, Func<WrittenRequest, int, WriteReply> script)
    {
        _app = app;
        _script = script;
        app.Run(HandleAsync);
    }

    /// <summary>Every request, whatever was answered, in the order of its arrival.</summary>
    public ConcurrentQueue<(WrittenRequest Request, WriteReply Reply)> All { get; } = new();

    /// <summary>The requests that were answered with success.</summary>
    public IEnumerable<WrittenRequest> Taken => All.Where(pair => pair.Reply is { Status: >= 200 and < 300, Abort: false, Hang: false }).Select(pair => pair.Request);

    /// <summary>Everything that was taken, series by series, in the order of its arrival.</summary>
    public IEnumerable<WrittenSeries> Series => Taken.SelectMany(request => request.Series);

    public ConcurrentQueue<string> Breaches { get; } = new();

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/api/v1/write");

    /// <param name="script">The answer to a request and its number, counted from 0.</param>
    public static async Task<StrictReceiver> StartAsync(Func<WrittenRequest, int, WriteReply>? script = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        StrictReceiver receiver = new(builder.Build(), script ?? ((_, _) => WriteReply.Ok));
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        WrittenRequest request;
        try
        {
            request = Read(context.Request, body.ToArray());
        }
        catch (Exception exception)
        {
            Breaches.Enqueue(exception.Message);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        WriteReply reply = _script(request, Interlocked.Increment(ref _requests) - 1);
        All.Enqueue((request, reply));
        await reply.After.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (reply.Abort)
        {
            context.Abort();
            return;
        }

        if (reply.Hang)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        await AnswerAsync(context, request, reply);
    }

    private static async Task AnswerAsync(HttpContext context, WrittenRequest request, WriteReply reply)
    {
        context.Response.StatusCode = reply.Status;
        if (reply.RetryAfter is { } delay)
        {
            context.Response.Headers.RetryAfter = ((int)delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (request.IsSecond && !reply.HidesWritten)
        {
            bool took = reply.Status is >= 200 and < 300;
            Written(context, "Samples", reply.Written ?? (took ? request.Series.Sum(series => series.Samples.Count) : 0));
            Written(context, "Histograms", took ? request.Series.Sum(series => series.Histograms.Count) : 0);
            Written(context, "Exemplars", took ? request.Series.Sum(series => series.Exemplars.Count) : 0);
        }

        if (reply.ContentType.Length > 0)
        {
            context.Response.ContentType = reply.ContentType;
        }

        if (reply.Body.Length > 0)
        {
            await context.Response.WriteAsync(reply.Body);
        }
    }

    private static void Written(HttpContext context, string what, int count) =>
        context.Response.Headers[$"X-Prometheus-Remote-Write-{what}-Written"] = count.ToString(CultureInfo.InvariantCulture);

    private static WrittenRequest Read(HttpRequest request, byte[] body)
    {
        Dictionary<string, string> headers = request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        Must(request.Method == "POST", "the method is POST");
        Must(request.Headers.ContentEncoding == "snappy", "the encoding is snappy");
        Must(request.Headers.UserAgent.Count == 1 && request.Headers.UserAgent[0]!.Length > 0, "there is a user agent");
        bool isSecond = request.ContentType == "application/x-protobuf;proto=io.prometheus.write.v2.Request";
        Must(isSecond || request.ContentType == "application/x-protobuf", "the content type is one of the two");
        Must(headers.GetValueOrDefault("x-prometheus-remote-write-version") == (isSecond ? "2.0.0" : "0.1.0"), "the version is that of the message");
        byte[] message = Decode(body);
        if (isSecond)
        {
            V2.Request second = V2.Request.Parser.ParseFrom(message);
            Must(second.CalculateSize() == V2.Request.Parser.WithDiscardUnknownFields(true).ParseFrom(message).CalculateSize(), "the message has no unknown fields");
            Check(second);
            return new WrittenRequest(headers, null, second, message.Length);
        }

        WriteRequest first = WriteRequest.Parser.ParseFrom(message);
        Must(first.CalculateSize() == WriteRequest.Parser.WithDiscardUnknownFields(true).ParseFrom(message).CalculateSize(), "the message has no unknown fields");
        Check(first);
        return new WrittenRequest(headers, first, null, message.Length);
    }

    /// <summary>Snappy's block format: the length, then exactly so many bytes.</summary>
    private static byte[] Decode(byte[] body)
    {
        int at = 0;
        ulong length = 0;
        for (int shift = 0; ; shift += 7)
        {
            length |= (ulong)(body[at] & 0x7F) << shift;
            if (body[at++] < 0x80)
            {
                break;
            }
        }

        Must(length <= MostBytes, "the message is no longer than receivers take");
        byte[] message = new byte[length];
        Must(BackReferences.DecodeSnappy(body.AsSpan(at), message), "the body is Snappy's block format");
        return message;
    }
}
