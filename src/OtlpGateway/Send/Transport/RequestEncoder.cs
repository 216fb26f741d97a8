// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Grpc;
using OtlpGateway.Clients.Http;
using OtlpGateway.Send.Templates;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Send.Transport;

/// <summary>
/// Makes the body that a protocol sends of a request. Uncompressed protobuf is the template's own bytes; only JSON and
/// compression cost anything.
/// </summary>
internal sealed class RequestEncoder(SendProtocol protocol, bool gzip) : IDisposable
{
    private const int FastestLevel = 1;

    private readonly BodyCompressor _compressor = new(BodyCompression.Gzip, FastestLevel);
    private readonly ProtobufWriter _json = new();
    private PooledBuffer? _compressed;

    /// <summary>The body, valid until the next call and the template's next request.</summary>
    public ReadOnlyMemory<byte> Encode(Signal signal, RequestTemplate template)
    {
        if (protocol == SendProtocol.Grpc)
        {
            return gzip ? CompressFrame(template.Message.Span) : template.Frame;
        }

        ReadOnlyMemory<byte> body = template.Message;
        if (protocol == SendProtocol.HttpJson)
        {
            _json.Clear();
            WireFault fault = OtlpJsonWriter.Write(signal, body.Span, _json);
            if (fault != WireFault.None)
            {
                throw new InvalidOperationException($"A generated request is malformed: {fault}.");
            }

            body = _json.WrittenMemory;
        }

        return gzip ? Compress(body.Span, 0).Memory : body;
    }

    public void Dispose()
    {
        _compressed?.Dispose();
        _json.Dispose();
    }

    private ReadOnlyMemory<byte> CompressFrame(ReadOnlySpan<byte> message)
    {
        PooledBuffer frame = Compress(message, GrpcFrame.HeaderLength);
        GrpcFrame.WriteHeader(frame.Span, frame.Length - GrpcFrame.HeaderLength, isCompressed: true);
        return frame.Memory;
    }

    private PooledBuffer Compress(ReadOnlySpan<byte> body, int headroom)
    {
        _compressed?.Dispose();
        return _compressed = _compressor.Compress(body, headroom);
    }
}
