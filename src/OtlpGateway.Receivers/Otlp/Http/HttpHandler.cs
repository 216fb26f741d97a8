// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Http;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp.Answers;
using OtlpGateway.Receivers.Otlp.Intake;
using OtlpGateway.Receivers.Otlp.Options;
using OtlpGateway.Servers.Bodies;
using OtlpGateway.Servers.Compression;
using OtlpGateway.Servers.Hosting;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Otlp.Http;

/// <summary>
/// OTLP over HTTP, protobuf and JSON. What can be refused from the headers alone is refused before a byte of the body is
/// read.
/// </summary>
internal sealed class HttpHandler(OtlpHttpOptions options, ReceiverEndpoint endpoint) : IRequestHandler
{
    private const string Transport = "http";
    private const string SizeOption = "max_request_body_size";

    private readonly HttpRoutes _routes = new(options);
    private readonly CorsPolicy? _cors = options.Cors is { AllowedOrigins.Count: > 0 } cors ? new CorsPolicy(cors) : null;
    private readonly KeyValuePair<string, string>[] _responseHeaders = [.. options.ResponseHeaders];
    private readonly HashSet<ContentCoding>? _codings = Codings(options.CompressionAlgorithms);
    private readonly int _limitBytes = options.MaxBodyBytes;

    public async Task HandleAsync(HttpContext context)
    {
        foreach ((string name, string value) in _responseHeaders)
        {
            context.Response.Headers[name] = value;
        }

        if (!options.KeepAlivesEnabled)
        {
            context.Response.Headers.Connection = "close";
        }

        if (_cors is not null && _cors.Handle(context))
        {
            return;
        }

        BodyFormat format = BodyFormats.Parse(context.Request.ContentType);
        using CancellationTokenSource? cut = CutAfterWriteTimeout(context);
        (Signal signal, ExportAnswer answer) = await AnswerAsync(context, format);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            HttpAnswers.Write(context.Response, format, signal, answer);
        }
    }

    private async ValueTask<(Signal Signal, ExportAnswer Answer)> AnswerAsync(HttpContext context, BodyFormat format)
    {
        if (RefuseByHeaders(context, out Signal signal) is { } refusal)
        {
            return (signal, ExportIntake.Refuse(refusal, endpoint.Metrics));
        }

        IReadOnlyDictionary<string, string>? caller = null;
        if (endpoint.Authenticator.IsRequired)
        {
            AuthenticationResult authentication = await endpoint.Authenticator.AuthenticateAsync(context);
            if (!authentication.Succeeded)
            {
                context.Response.Headers.WWWAuthenticate = authentication.Challenge;
                return (signal, ExportIntake.Refuse(AnswerMapping.Final(Reasons.Unauthenticated, authentication.Message), endpoint.Metrics));
            }

            caller = authentication.Attributes;
        }

        if (RefuseByType(context, format, out ContentCoding coding) is { } unsupported)
        {
            return (signal, ExportIntake.Refuse(unsupported, endpoint.Metrics));
        }

        return (signal, await ReceiveGuardedAsync(context, signal, format, coding, caller));
    }

    private async ValueTask<ExportAnswer> ReceiveGuardedAsync(
        HttpContext context,
        Signal signal,
        BodyFormat format,
        ContentCoding coding,
        IReadOnlyDictionary<string, string>? caller)
    {
        try
        {
            return await ReceiveAsync(context, signal, format, coding, caller);
        }
        catch (BadHttpRequestException e)
        {
            // Too slow, or framed wrongly: the server knows which.
            return ExportIntake.Refuse(AnswerMapping.Protocol(RpcCode.InvalidArgument, e.StatusCode, e.Message), endpoint.Metrics);
        }
        catch (Exception e) when (e is ClientGoneException || (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            context.Abort();
            return ExportIntake.Refuse(AnswerMapping.FromOutcome(Outcome.Cancelled()), endpoint.Metrics);
        }
        catch (Exception e)
        {
            // A bug, but the data may be good: the client is to keep it and try again.
            OtlpReceiverLog.RequestFailed(endpoint.Logger, e);
            return ExportIntake.Refuse(
                AnswerMapping.Temporary(Reasons.Internal, "the request failed inside the gateway; see its log", null), endpoint.Metrics);
        }
    }

    private Refusal? RefuseByHeaders(HttpContext context, out Signal signal)
    {
        HttpRequest request = context.Request;
        string path = request.Path.Value ?? "";
        if (!_routes.TryFind(path, out signal) || !endpoint.Intake.Takes(signal))
        {
            return AnswerMapping.Protocol(
                RpcCode.Unimplemented, StatusCodes.Status404NotFound, $"unknown path {path}, or its signal has no pipeline here");
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return AnswerMapping.Protocol(
                RpcCode.Unimplemented, StatusCodes.Status405MethodNotAllowed, "405 method not allowed, supported: [POST]");
        }

        return null;
    }

    private Refusal? RefuseByType(HttpContext context, BodyFormat format, out ContentCoding coding)
    {
        coding = ContentCoding.Identity;
        if (format == BodyFormat.Unknown)
        {
            return AnswerMapping.Protocol(
                RpcCode.InvalidArgument,
                StatusCodes.Status415UnsupportedMediaType,
                $"415 unsupported media type, supported: [{BodyFormats.Json}, {BodyFormats.Protobuf}]");
        }

        string encoding = context.Request.Headers.ContentEncoding.ToString();
        if (ContentCodings.TryParse(encoding, out coding) && (_codings is null || coding == ContentCoding.Identity || _codings.Contains(coding)))
        {
            return null;
        }

        context.Response.Headers.AcceptEncoding = Decompressor.Accepted;
        return AnswerMapping.Protocol(
            RpcCode.InvalidArgument,
            StatusCodes.Status415UnsupportedMediaType,
            $"unsupported Content-Encoding '{encoding}'; use one of: {Decompressor.Accepted}");
    }

    private async ValueTask<ExportAnswer> ReceiveAsync(
        HttpContext context,
        Signal signal,
        BodyFormat format,
        ContentCoding coding,
        IReadOnlyDictionary<string, string>? caller)
    {
        using MemoryReservation reservation = new(endpoint.Budget);
        (BodyStatus status, PooledBuffer? body) = await ReadAsync(context, reservation);
        if (body is null)
        {
            if (status == BodyStatus.TooLarge && context.Request.ContentLength is null)
            {
                // Nobody knows how much would still come.
                context.Response.Headers.Connection = "close";
            }

            return ExportIntake.Refuse(AnswerMapping.FromBody(status, _limitBytes, SizeOption), endpoint.Metrics);
        }

        int received = body.Length;
        if (coding != ContentCoding.Identity)
        {
            status = Decompressor.Decompress(coding, body, _limitBytes, reservation, out PooledBuffer? decompressed);
            reservation.Return(body);
            if (decompressed is null)
            {
                return ExportIntake.Refuse(AnswerMapping.FromBody(status, _limitBytes, SizeOption), endpoint.Metrics);
            }

            body = decompressed;
        }

        endpoint.Metrics.Bytes(received, body.Length);
        if (format == BodyFormat.Json)
        {
            Refusal? refusal = Transcode(signal, ref body, reservation);
            if (refusal is not null)
            {
                return ExportIntake.Refuse(refusal.Value, endpoint.Metrics);
            }
        }

        ClientContext client = RequestClient.Describe(context, Transport, options.IncludeMetadata, caller);
        return await endpoint.Intake.ExportAsync(signal, body, reservation, client, endpoint.Metrics, context.RequestAborted);
    }

    private async ValueTask<(BodyStatus Status, PooledBuffer? Body)> ReadAsync(HttpContext context, MemoryReservation reservation)
    {
        HttpRequest request = context.Request;
        TimeSpan? limit = options.ReadTimeout == TimeSpan.Zero ? null : options.ReadTimeout;
        using RequestDeadline deadline = new(limit, endpoint.Time, context.RequestAborted);
        try
        {
            return await BodyReader.ReadToEndAsync(request.BodyReader, request.ContentLength, _limitBytes, reservation, deadline.Token);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new ClientGoneException(e);
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            throw new BadHttpRequestException("the body did not arrive within read_timeout", StatusCodes.Status408RequestTimeout, e);
        }
    }

    /// <summary>Replaces a JSON body by its protobuf form; on a refusal the body is disposed.</summary>
    private Refusal? Transcode(Signal signal, ref PooledBuffer body, MemoryReservation reservation)
    {
        // Protobuf is smaller but in odd cases; what it really takes is corrected below.
        long estimate = body.Length;
        if (!reservation.TryGrow(estimate))
        {
            reservation.Return(body);
            return AnswerMapping.FromBody(BodyStatus.NoMemory, _limitBytes, SizeOption);
        }

        using ProtobufWriter writer = new(body.Length);
        JsonResult result = OtlpJsonReader.Transcode(signal, body.Span, writer, _limitBytes);
        reservation.Return(body);
        if (result.Fault != JsonFault.None)
        {
            reservation.Shrink(estimate);
            return result.Fault == JsonFault.TooLarge
                ? AnswerMapping.FromBody(BodyStatus.TooLarge, _limitBytes, SizeOption)
                : AnswerMapping.Final(Reasons.Malformed, result.Message ?? "not OTLP/JSON");
        }

        body = writer.Detach(0);
        reservation.Adjust(body.Array.Length - estimate);
        return null;
    }

    private CancellationTokenSource? CutAfterWriteTimeout(HttpContext context)
    {
        if (options.WriteTimeout == TimeSpan.Zero)
        {
            return null;
        }

        CancellationTokenSource source = new(options.WriteTimeout, endpoint.Time);
        source.Token.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
        return source;
    }

    private static HashSet<ContentCoding>? Codings(List<string>? names)
    {
        if (names is null)
        {
            return null;
        }

        HashSet<ContentCoding> codings = [];
        foreach (string name in names)
        {
            if (ContentCodings.TryParse(name, out ContentCoding coding))
            {
                codings.Add(coding);
            }
        }

        return codings;
    }
}
