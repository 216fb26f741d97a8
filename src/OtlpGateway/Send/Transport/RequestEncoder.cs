// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.IO.Compression;
using OtlpGateway.Send.Templates;
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
    private readonly MemoryStream _compressed = new();
    private readonly ProtobufWriter _json = new();

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

        return gzip ? Compress(body.Span, 0) : body;
    }

    public void Dispose()
    {
        _compressed.Dispose();
        _json.Dispose();
    }

    private ReadOnlyMemory<byte> CompressFrame(ReadOnlySpan<byte> message)
    {
        const byte IsCompressed = 1;
        ReadOnlyMemory<byte> frame = Compress(message, RequestTemplate.FrameHeaderLength);
        Span<byte> header = _compressed.GetBuffer().AsSpan(0, RequestTemplate.FrameHeaderLength);
        header[0] = IsCompressed;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)(frame.Length - RequestTemplate.FrameHeaderLength));
        return frame;
    }

    /// <summary>Compresses, leaving room for a header in front.</summary>
    private ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> body, int headerLength)
    {
        _compressed.SetLength(headerLength);
        _compressed.Position = headerLength;
        using (GZipStream stream = new(_compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(body);
        }

        return _compressed.GetBuffer().AsMemory(0, (int)_compressed.Length);
    }
}
