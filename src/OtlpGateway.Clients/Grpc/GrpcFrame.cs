// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Clients.Grpc;

/// <summary>The frame of a gRPC message: whether it is compressed, then its length in four bytes, big-endian.</summary>
public static class GrpcFrame
{
    public const int HeaderLength = 5;

    private const byte Compressed = 1;

    public static void WriteHeader(Span<byte> header, int messageLength, bool isCompressed)
    {
        header[0] = isCompressed ? Compressed : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)messageLength);
    }

    /// <summary>True when the body is exactly one message.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> message, out bool isCompressed)
    {
        message = default;
        isCompressed = false;
        if (body.Length < HeaderLength
            || body.Span[0] > Compressed
            || BinaryPrimitives.ReadUInt32BigEndian(body.Span[1..]) != (uint)(body.Length - HeaderLength))
        {
            return false;
        }

        message = body[HeaderLength..];
        isCompressed = body.Span[0] == Compressed;
        return true;
    }
}
