// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OtlpGateway.Receivers.Otlp.Answers;
using OtlpGateway.Receivers.Otlp.Intake;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Otlp.Http;

/// <summary>Writes answers in the request's format, with exactly its content type: clients compare it as text.</summary>
internal static class HttpAnswers
{
    private static readonly StringValues ProtobufType = BodyFormats.Protobuf;
    private static readonly StringValues JsonType = BodyFormats.Json;
    private static readonly StringValues TextType = "text/plain; charset=utf-8";

    /// <summary>Writes without flushing: the server sends it all when the request ends.</summary>
    public static void Write(HttpResponse response, BodyFormat format, Signal signal, in ExportAnswer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            WriteRefusal(response, format, refusal);
            return;
        }

        using ProtobufWriter body = new(256);
        if (format == BodyFormat.Json)
        {
            OtlpJsonResponses.WriteExportResponse(body, signal, answer.RejectedItems, answer.Message);
        }
        else
        {
            ExportResponse.Write(body, answer.RejectedItems, answer.Message);
        }

        Send(response, StatusCodes.Status200OK, format, body.WrittenSpan);
    }

    public static void WriteRefusal(HttpResponse response, BodyFormat format, in Refusal refusal)
    {
        if (refusal.RetryDelay is { } delay)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        using ProtobufWriter body = new(256);
        switch (format)
        {
            case BodyFormat.Json:
                OtlpJsonResponses.WriteStatus(body, (int)refusal.Code, refusal.Message, refusal.RetryDelay);
                break;
            case BodyFormat.Protobuf:
                RpcStatus.Write(body, (int)refusal.Code, refusal.Message, refusal.RetryDelay);
                break;
            default:
                body.WriteRaw(Encoding.UTF8.GetBytes(refusal.Message));
                break;
        }

        Send(response, refusal.HttpStatus, format, body.WrittenSpan);
    }

    private static void Send(HttpResponse response, int status, BodyFormat format, ReadOnlySpan<byte> body)
    {
        response.StatusCode = status;
        response.ContentLength = body.Length;
        response.Headers.ContentType = format switch
        {
            BodyFormat.Protobuf => ProtobufType,
            BodyFormat.Json => JsonType,
            _ => TextType,
        };
        if (body.Length > 0 && !HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            body.CopyTo(response.BodyWriter.GetSpan(body.Length));
            response.BodyWriter.Advance(body.Length);
        }
    }
}
