// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Status = Google.Rpc.Status;

namespace OtlpGateway.Testing.Otlp;

/// <summary>An OTLP server on free ports that answers as it is told and remembers what it got, as protobuf.</summary>
public sealed class ScriptedOtlpServer : IAsyncDisposable
{
    private const int FrameHeaderLength = 5;

    private readonly WebApplication _app;
    private readonly Func<int, ScriptedReply> _script;
    private int _requests;

    private ScriptedOtlpServer(WebApplication app, Func<int, ScriptedReply> script)
    {
        _app = app;
        _script = script;
        app.Run(HandleAsync);
    }

    /// <summary>Every request, whatever was answered: signal, message, and the bytes as they came.</summary>
    public ConcurrentQueue<(Signal Signal, byte[] Message, byte[] Body)> Received { get; } = new();

    /// <summary>The headers of the last request.</summary>
    public IReadOnlyDictionary<string, string> LastHeaders { get; private set; } = new Dictionary<string, string>();

    public Uri Grpc => new(Addresses()[0]);

    public Uri Http => new(Addresses()[1]);

    /// <param name="script">The answer to the request of that number, counted from 0.</param>
    public static async Task<ScriptedOtlpServer> StartAsync(Func<int, ScriptedReply>? script = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        ScriptedOtlpServer server = new(builder.Build(), script ?? (_ => ScriptedReply.Ok));
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string[] Addresses() =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    private async Task HandleAsync(HttpContext context)
    {
        ScriptedReply reply = _script(Interlocked.Increment(ref _requests) - 1);
        LastHeaders = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        bool grpc = context.Request.ContentType == "application/grpc";
        bool json = context.Request.ContentType == "application/json";
        Signal signal = SignalOf(context.Request.Path.Value!);
        Received.Enqueue((signal, Decode(context, body.ToArray(), signal, grpc, json), body.ToArray()));
        if (reply.Abort)
        {
            context.Abort();
            return;
        }

        if (reply.Hang)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        await (grpc && reply.GrpcStatus >= 0 ? AnswerGrpcAsync(context, reply) : AnswerHttpAsync(context, reply, signal, json));
    }

    private static Signal SignalOf(string path) =>
        path.Contains("metrics", StringComparison.OrdinalIgnoreCase) ? Signal.Metrics
        : path.Contains("logs", StringComparison.OrdinalIgnoreCase) ? Signal.Logs
        : Signal.Traces;

    private static byte[] Decode(HttpContext context, byte[] body, Signal signal, bool grpc, bool json)
    {
        byte[] message = body;
        bool gzip = context.Request.Headers.ContentEncoding == "gzip";
        if (grpc)
        {
            Assert(BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)) == body.Length - FrameHeaderLength, "one frame");
            Assert(context.Request.Headers.TE == "trailers", "te: trailers");
            gzip = body[0] == 1;
            Assert(gzip == (context.Request.Headers["grpc-encoding"] == "gzip"), "flag and grpc-encoding agree");
            message = body[FrameHeaderLength..];
        }

        if (gzip)
        {
            using MemoryStream plain = new();
            new GZipStream(new MemoryStream(message), CompressionMode.Decompress).CopyTo(plain);
            message = plain.ToArray();
        }

        if (json)
        {
            using ProtobufWriter wire = new();
            Assert(OtlpJsonReader.Transcode(signal, message, wire).IsSuccess, "OTLP/JSON");
            message = wire.WrittenSpan.ToArray();
        }

        return message;
    }

    private static async Task AnswerGrpcAsync(HttpContext context, ScriptedReply reply)
    {
        context.Response.ContentType = "application/grpc";
        if (reply.GrpcStatus == 0)
        {
            byte[] message = Response(reply).ToByteArray();
            byte[] frame = new byte[FrameHeaderLength + message.Length];
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
            message.CopyTo(frame, FrameHeaderLength);
            await context.Response.Body.WriteAsync(frame);
        }

        context.Response.AppendTrailer("grpc-status", reply.GrpcStatus.ToString(CultureInfo.InvariantCulture));
        if (reply.GrpcStatus != 0)
        {
            context.Response.AppendTrailer("grpc-message", "scripted%20answer");
        }

        if (reply.RetryDelay is { } delay)
        {
            Status status = new() { Code = reply.GrpcStatus, Message = "scripted answer" };
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
            context.Response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(status.ToByteArray()));
        }
    }

    private static async Task AnswerHttpAsync(HttpContext context, ScriptedReply reply, Signal signal, bool json)
    {
        context.Response.StatusCode = reply.HttpStatus;
        context.Response.ContentType = context.Request.ContentType;
        if (reply.RetryDelay is { } delay)
        {
            context.Response.Headers.RetryAfter = ((int)delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (reply.Location is { } location)
        {
            context.Response.Headers.Location = location;
        }

        if (reply.Body is { } text)
        {
            context.Response.ContentType = reply.ContentType;
            await context.Response.WriteAsync(text);
            return;
        }

        using ProtobufWriter body = new();
        if (json && reply.HttpStatus == 200)
        {
            OtlpJsonResponses.WriteExportResponse(body, signal, reply.Rejected, reply.Rejected > 0 ? "some are bad" : null);
        }
        else if (json)
        {
            OtlpJsonResponses.WriteStatus(body, 14, "scripted answer");
        }
        else
        {
            IMessage message = reply.HttpStatus == 200 ? Response(reply) : new Status { Code = 14, Message = "scripted answer" };
            body.WriteRaw(message.ToByteArray());
        }

        await context.Response.Body.WriteAsync(body.WrittenMemory);
    }

    /// <summary>The signals' responses have the same bytes.</summary>
    private static ExportTraceServiceResponse Response(ScriptedReply reply) => reply.Rejected == 0
        ? new ExportTraceServiceResponse()
        : new ExportTraceServiceResponse { PartialSuccess = new() { RejectedSpans = reply.Rejected, ErrorMessage = "some are bad" } };

    private static void Assert(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidDataException($"the client's request is wrong: {what}");
        }
    }
}
