// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.IO.Compression;
using OtlpGateway.Clients.Grpc;
using OtlpGateway.Compression;

namespace OtlpGateway.Clients.Otlp;

/// <summary>Reads what an OTLP/gRPC server answered.</summary>
public static class GrpcExportAnswer
{
    public static async Task<ExportAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await ExportExchange.ReadBodyAsync(response, cancellationToken);
        bool hasStatus = int.TryParse(Header(response, "grpc-status"), NumberStyles.None, CultureInfo.InvariantCulture, out int code);
        if (!hasStatus)
        {
            code = GrpcStatusCodes.FromHttp((int)response.StatusCode);
        }

        if (code == GrpcStatusCodes.Ok)
        {
            return ReadMessage(response, body);
        }

        string origin = hasStatus ? "" : $" (HTTP {(int)response.StatusCode}, no gRPC status)";
        string message = $"gRPC status {GrpcStatusCodes.Name(code)}{origin}: {PeerText.Printable(Uri.UnescapeDataString(Header(response, "grpc-message") ?? ""))}".TrimEnd(' ', ':');
        TimeSpan? delay = Header(response, "grpc-status-details-bin") is { } details ? AnswerReader.ReadRetryDelay(details) : null;
        return GrpcStatusCodes.IsRetryable(code, delay is not null) ? ExportAnswer.Retry(message, delay) : ExportAnswer.Refused(message);
    }

    private static ExportAnswer ReadMessage(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        if (!GrpcFrame.TryRead(body, out ReadOnlyMemory<byte> message, out bool isCompressed))
        {
            return ExportAnswer.Refused("the server said OK, but sent no message");
        }

        if (isCompressed)
        {
            // Some servers compress their answer as the request was.
            string coding = Header(response, "grpc-encoding") ?? "";
            if (!TryDecompress(coding, message, out byte[] plain))
            {
                return ExportAnswer.Accepted(0, $"the answer, compressed with '{coding}', cannot be read: it may say that items were rejected");
            }

            message = plain;
        }

        return AnswerReader.TryReadExportResponse(message.Span, out ExportAnswer answer)
            ? answer
            : ExportAnswer.Refused("the server said OK, but sent no export response");
    }

    private static bool TryDecompress(string coding, ReadOnlyMemory<byte> message, out byte[] plain)
    {
        plain = new byte[ExportExchange.MaxAnswerBytes];
        int length = coding switch
        {
            "gzip" => Gunzip(message, plain),
            "zstd" => Unzstd(message.Span, plain),
            _ => -1,
        };
        Array.Resize(ref plain, Math.Max(length, 0));
        return length >= 0;
    }

    private static int Gunzip(ReadOnlyMemory<byte> message, byte[] plain)
    {
        try
        {
            using GZipStream stream = new(new MemoryStream(message.ToArray()), CompressionMode.Decompress);
            int length = stream.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
            return stream.ReadByte() < 0 ? length : -1;
        }
        catch (InvalidDataException)
        {
            return -1;
        }
    }

    private static int Unzstd(ReadOnlySpan<byte> message, Span<byte> plain)
    {
        using ZstdDecompressor? decompressor = ZstdDecompressor.IsAvailable ? ZstdDecompressor.TryCreate() : null;
        if (decompressor is null)
        {
            return -1;
        }

        ZstdStep step = decompressor.Decompress(message, plain);
        return step is { IsValid: true, IsFrameEnd: true } && step.Consumed == message.Length ? step.Produced : -1;
    }

    /// <summary>From the trailers, or from the headers when the answer has nothing else.</summary>
    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values) || response.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;
}
