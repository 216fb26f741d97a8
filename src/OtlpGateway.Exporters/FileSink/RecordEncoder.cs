// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Clients.Http;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>
/// Makes of a request what the file has of it: a line of JSON; or four bytes, big-endian, with the length of what follows,
/// then protobuf, or either form compressed. Thread-safe.
/// </summary>
internal sealed class RecordEncoder(FileExporterOptions options, Signal signal)
{
    public const int PrefixLength = sizeof(uint);

    private readonly BodyCompressor _compressor = new(
        options.Compression == FileCompression.Zstd ? BodyCompression.Zstd : BodyCompression.None, options.CompressionParams.Level);

    /// <summary>The caller owns the record.</summary>
    public PooledBuffer Encode(ReadOnlySpan<byte> request)
    {
        if (options.Format == FileFormat.Proto)
        {
            return Prefixed(request);
        }

        using ProtobufWriter json = new((request.Length * 2) + 1);
        WireFault fault = OtlpJsonWriter.Write(signal, request, json);
        if (fault != WireFault.None)
        {
            // The edge lets no such batch in, and no processor makes one.
            throw new InvalidOperationException($"A batch is not valid OTLP: {fault.Describe()}.");
        }

        if (!options.WritesLines)
        {
            return Prefixed(json.WrittenSpan);
        }

        json.WriteRaw("\n"u8);
        return json.Detach();
    }

    private PooledBuffer Prefixed(ReadOnlySpan<byte> message)
    {
        PooledBuffer record;
        if (_compressor.IsNeeded)
        {
            record = _compressor.Compress(message, PrefixLength);
        }
        else
        {
            record = PooledBuffer.Rent(PrefixLength + message.Length);
            message.CopyTo(record.Span[PrefixLength..]);
        }

        BinaryPrimitives.WriteUInt32BigEndian(record.Span, (uint)(record.Length - PrefixLength));
        return record;
    }
}
