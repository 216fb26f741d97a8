// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using OtlpGateway.Clients.Http;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Clients.Grpc;

/// <summary>Makes the requests of unary gRPC calls. Thread-safe.</summary>
public sealed class GrpcRequests
{
    // The protocol has eight digits for a time.
    private const long MostUnits = 99_999_999;

    private readonly BodyCompressor _compressor;
    private readonly string? _encoding;
    private readonly string? _timeout;

    /// <param name="timeout">What the server is told; zero tells it nothing.</param>
    public GrpcRequests(BodyCompression compression, TimeSpan timeout)
    {
        // What gRPC calls snappy is the framed format.
        _compressor = new BodyCompressor(compression == BodyCompression.Snappy ? BodyCompression.SnappyFramed : compression);
        _encoding = compression == BodyCompression.None ? null : compression.Name();
        long milliseconds = (long)timeout.TotalMilliseconds;
        _timeout = timeout <= TimeSpan.Zero ? null
            : milliseconds <= MostUnits ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(milliseconds, 1)}m")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Min((long)timeout.TotalSeconds, MostUnits)}S");
    }

    /// <summary>Frames a message. Where nothing is compressed, it borrows the bytes.</summary>
    public GrpcMessage Encode(ReadOnlyMemory<byte> message)
    {
        if (!_compressor.IsNeeded)
        {
            byte[] head = new byte[GrpcFrame.HeaderLength];
            GrpcFrame.WriteHeader(head, message.Length, isCompressed: false);
            return new GrpcMessage(head, message, null);
        }

        PooledBuffer frame = _compressor.Compress(message.Span, GrpcFrame.HeaderLength);
        GrpcFrame.WriteHeader(frame.Span, frame.Length - GrpcFrame.HeaderLength, isCompressed: true);
        return new GrpcMessage(default, frame.Memory, frame);
    }

    /// <summary>The request of a call; the caller disposes it.</summary>
    public HttpRequestMessage Create(Uri method, HttpContent frame)
    {
        HttpRequestMessage request = new(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = frame,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", "identity,gzip");
        if (_encoding is not null)
        {
            request.Headers.TryAddWithoutValidation("grpc-encoding", _encoding);
        }

        if (_timeout is not null)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", _timeout);
        }

        return request;
    }
}
