// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OtlpGateway.Receivers.Otlp.Answers;
using OtlpGateway.Receivers.Otlp.Intake;
using OtlpGateway.Servers.Compression;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Otlp.Grpc;

/// <summary>Writes a unary call's answer: a message and trailers, or for a refusal trailers only.</summary>
internal static class GrpcAnswers
{
    private const string ContentType = "application/grpc";
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";
    private const string StatusDetails = "grpc-status-details-bin";
    private const string RetryInfo = "google.rpc.retryinfo-bin";
    private const string AcceptEncoding = "grpc-accept-encoding";
    private const int FrameHeaderLength = 5;

    private static readonly StringValues ContentTypeValue = ContentType;
    private static readonly StringValues OkStatus = "0";
    private static readonly StringValues AcceptedEncodings = "identity, " + Decompressor.Accepted;

    // An empty response must be sent all the same: clients take a missing message for an error.
    private static readonly byte[] EmptyFrame = new byte[FrameHeaderLength];

    /// <summary>Writes without flushing: the server sends it all when the call ends.</summary>
    public static void Write(HttpResponse response, in ExportAnswer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            WriteRefusal(response, refusal);
            return;
        }

        response.Headers.ContentType = ContentTypeValue;
        response.Headers[AcceptEncoding] = AcceptedEncodings;
        WriteFrame(response.BodyWriter, answer);
        response.AppendTrailer(Status, OkStatus);
    }

    /// <summary>Trailers only: everything in the one header block that also ends the stream.</summary>
    private static void WriteRefusal(HttpResponse response, in Refusal refusal)
    {
        IHeaderDictionary headers = response.Headers;
        headers.ContentType = ContentTypeValue;
        headers[AcceptEncoding] = AcceptedEncodings;
        headers[Status] = ((int)refusal.Code).ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers[Message] = PercentEncode(refusal.Message);
        if (refusal.RetryDelay is { } delay)
        {
            using ProtobufWriter writer = new(256);
            RpcStatus.Write(writer, (int)refusal.Code, refusal.Message, delay);
            headers[StatusDetails] = Convert.ToBase64String(writer.WrittenSpan);
            writer.Clear();
            RpcStatus.WriteRetryInfo(writer, delay);
            headers[RetryInfo] = Convert.ToBase64String(writer.WrittenSpan);
        }
    }

    /// <summary>gRPC's own percent-encoding: printable ASCII but <c>%</c> stays.</summary>
    public static string PercentEncode(string message)
    {
        StringBuilder? encoded = null;
        byte[] utf8 = Encoding.UTF8.GetBytes(message);
        for (int i = 0; i < utf8.Length; i++)
        {
            byte unit = utf8[i];
            if (unit is >= 0x20 and <= 0x7E and not (byte)'%')
            {
                encoded?.Append((char)unit);
                continue;
            }

            // Everything before was plain, so that bytes and characters stand at the same places.
            encoded ??= new StringBuilder(utf8.Length + 32).Append(message, 0, i);
            encoded.Append('%').Append(Convert.ToHexString(utf8, i, 1));
        }

        return encoded?.ToString() ?? message;
    }

    private static void WriteFrame(PipeWriter body, in ExportAnswer answer)
    {
        if (answer is { RejectedItems: 0, Message.Length: 0 })
        {
            EmptyFrame.CopyTo(body.GetSpan(FrameHeaderLength));
            body.Advance(FrameHeaderLength);
            return;
        }

        using ProtobufWriter writer = new(256);
        ExportResponse.Write(writer, answer.RejectedItems, answer.Message);
        Span<byte> frame = body.GetSpan(FrameHeaderLength + writer.Length);
        frame[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], writer.Length);
        writer.WrittenSpan.CopyTo(frame[FrameHeaderLength..]);
        body.Advance(FrameHeaderLength + writer.Length);
    }
}
