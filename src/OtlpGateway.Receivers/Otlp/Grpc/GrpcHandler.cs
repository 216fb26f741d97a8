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
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Otlp.Grpc;

/// <summary>
/// The three export methods, and the one for profiles, as unary gRPC calls. What can be refused from the headers alone is
/// refused before a byte of the message is read.
/// </summary>
internal sealed class GrpcHandler(OtlpGrpcOptions options, ReceiverEndpoint endpoint) : IRequestHandler
{
    private const string Transport = "grpc";

    private readonly int _limitBytes = options.MaxMessageBytes;

    public async Task HandleAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!IsGrpc(request.ContentType))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            endpoint.Metrics.Refused(Reasons.Unsupported, ours: false);
            return;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "POST";
            endpoint.Metrics.Refused(Reasons.Unsupported, ours: false);
            return;
        }

        ExportAnswer answer = await AnswerAsync(context);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            GrpcAnswers.Write(context.Response, answer);
        }
    }

    private async ValueTask<ExportAnswer> AnswerAsync(HttpContext context)
    {
        if (RefuseByHeaders(context, out Signal signal, out ContentCoding coding, out TimeSpan? timeout) is { } refusal)
        {
            return ExportIntake.Refuse(refusal, endpoint.Metrics);
        }

        IReadOnlyDictionary<string, string>? caller = null;
        if (endpoint.Authenticator.IsRequired)
        {
            AuthenticationResult authentication = await endpoint.Authenticator.AuthenticateAsync(context);
            if (!authentication.Succeeded)
            {
                return ExportIntake.Refuse(AnswerMapping.Final(Reasons.Unauthenticated, authentication.Message), endpoint.Metrics);
            }

            caller = authentication.Attributes;
        }

        using RequestDeadline deadline = new(timeout, endpoint.Time, context.RequestAborted);
        try
        {
            ExportAnswer answer = await ReceiveAsync(context, signal, coding, caller, deadline.Token);
            return answer.Refusal is not null && deadline.HasPassed ? new ExportAnswer(AnswerMapping.DeadlineExceeded(), 0, "") : answer;
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested)
        {
            return ExportIntake.Refuse(
                deadline.HasPassed ? AnswerMapping.DeadlineExceeded() : AnswerMapping.FromOutcome(Outcome.Cancelled()), endpoint.Metrics);
        }
        catch (ClientGoneException)
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

    private Refusal? RefuseByHeaders(HttpContext context, out Signal signal, out ContentCoding coding, out TimeSpan? timeout)
    {
        coding = ContentCoding.Identity;
        timeout = null;
        HttpRequest request = context.Request;
        string path = request.Path.Value ?? "";
        if (!GrpcRoutes.TryFind(path, out signal) || !endpoint.Intake.Takes(signal))
        {
            return AnswerMapping.Protocol(
                RpcCode.Unimplemented, StatusCodes.Status404NotFound, $"unknown method {path}, or its signal has no pipeline here");
        }

        if (!GrpcTimeout.TryParse(request.Headers["grpc-timeout"].ToString(), out timeout))
        {
            return AnswerMapping.Protocol(RpcCode.Internal, StatusCodes.Status400BadRequest, "malformed grpc-timeout");
        }

        if (timeout == TimeSpan.Zero)
        {
            return AnswerMapping.DeadlineExceeded();
        }

        string encoding = request.Headers["grpc-encoding"].ToString();
        return ContentCodings.TryParse(encoding, out coding)
            ? null
            : AnswerMapping.Protocol(
                RpcCode.Unimplemented,
                StatusCodes.Status415UnsupportedMediaType,
                $"grpc-encoding '{encoding}' is not supported; use one of: identity, {Decompressor.Accepted}");
    }

    private async ValueTask<ExportAnswer> ReceiveAsync(
        HttpContext context,
        Signal signal,
        ContentCoding coding,
        IReadOnlyDictionary<string, string>? caller,
        CancellationToken cancellationToken)
    {
        using MemoryReservation reservation = new(endpoint.Budget);
        GrpcMessage message = await ReadAsync(context, reservation, cancellationToken);
        if (message.Body is not { } body)
        {
            return ExportIntake.Refuse(Refusal(message.Status), endpoint.Metrics);
        }

        int received = body.Length;
        if (message.Compressed)
        {
            if (coding == ContentCoding.Identity)
            {
                body.Dispose();
                return ExportIntake.Refuse(
                    AnswerMapping.Protocol(
                        RpcCode.Internal, StatusCodes.Status400BadRequest, "the message is flagged as compressed without a grpc-encoding"),
                    endpoint.Metrics);
            }

            BodyStatus status = Decompressor.Decompress(coding, body, _limitBytes, reservation, out PooledBuffer? decompressed);
            reservation.Return(body);
            if (decompressed is null)
            {
                return ExportIntake.Refuse(AnswerMapping.FromBody(status, _limitBytes, "max_recv_msg_size_mib"), endpoint.Metrics);
            }

            body = decompressed;
        }

        endpoint.Metrics.Bytes(received, body.Length);
        ClientContext client = RequestClient.Describe(context, Transport, options.IncludeMetadata, caller);
        return await endpoint.Intake.ExportAsync(signal, body, reservation, client, endpoint.Metrics, cancellationToken);
    }

    private async ValueTask<GrpcMessage> ReadAsync(HttpContext context, MemoryReservation reservation, CancellationToken cancellationToken)
    {
        try
        {
            return await GrpcMessageReader.ReadAsync(context.Request.BodyReader, _limitBytes, reservation, cancellationToken);
        }
        catch (IOException e)
        {
            // A reset stream, a broken connection, or a body that came too slowly.
            throw new ClientGoneException(e);
        }
    }

    private Refusal Refusal(GrpcReadStatus status) => status switch
    {
        GrpcReadStatus.TooLarge => AnswerMapping.FromBody(BodyStatus.TooLarge, _limitBytes, "max_recv_msg_size_mib"),
        GrpcReadStatus.NoMemory => AnswerMapping.FromBody(BodyStatus.NoMemory, _limitBytes, ""),
        GrpcReadStatus.NoMessage => Broken("the call has no message"),
        GrpcReadStatus.Truncated => Broken("the call ends inside its message"),
        GrpcReadStatus.SecondMessage => Broken("more follows the message of a unary call"),
        GrpcReadStatus.BadFlag => Broken("the message's compressed flag is neither 0 nor 1"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "is a success"),
    };

    private static Refusal Broken(string message) =>
        AnswerMapping.Protocol(RpcCode.Internal, StatusCodes.Status400BadRequest, message);

    /// <summary>The type itself or with a message format; <c>application/grpc-web</c> is another protocol.</summary>
    private static bool IsGrpc(string? contentType)
    {
        const string Prefix = "application/grpc";
        return contentType is not null
            && contentType.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && (contentType.Length == Prefix.Length || contentType[Prefix.Length] is '+' or ';' or ' ');
    }
}
