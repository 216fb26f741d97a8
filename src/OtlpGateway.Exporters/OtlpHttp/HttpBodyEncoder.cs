// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Exporters.OtlpHttp;

/// <summary>Makes the bodies of requests. Thread-safe.</summary>
internal sealed class HttpBodyEncoder(Signal signal, OtlpHttpEncoding encoding, BodyCompressor compressor)
{
    private readonly string? _coding = compressor.IsNeeded ? compressor.Compression.Name() : null;

    /// <summary>Protobuf without compression borrows the bytes.</summary>
    public HttpBody Encode(ReadOnlyMemory<byte> request)
    {
        if (encoding == OtlpHttpEncoding.Proto)
        {
            return compressor.IsNeeded ? Compressed(request, HttpExportAnswer.Protobuf) : new HttpBody(request, HttpExportAnswer.Protobuf, null, null);
        }

        ProtobufWriter json = new(request.Length * 2);
        WireFault fault = OtlpJsonWriter.Write(signal, request.Span, json);
        if (fault != WireFault.None)
        {
            // The edge lets no such batch in, and no processor makes one.
            json.Dispose();
            throw new InvalidOperationException($"A batch is not valid OTLP: {fault.Describe()}.");
        }

        if (!compressor.IsNeeded)
        {
            return new HttpBody(json.WrittenMemory, HttpExportAnswer.Json, null, json);
        }

        using (json)
        {
            return Compressed(json.WrittenMemory, HttpExportAnswer.Json);
        }
    }

    private HttpBody Compressed(ReadOnlyMemory<byte> body, string contentType)
    {
        PooledBuffer compressed = compressor.Compress(body.Span);
        return new HttpBody(compressed.Memory, contentType, _coding, compressed);
    }
}
