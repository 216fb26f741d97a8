// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using OtlpGateway.Servers.Bodies;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Receivers.Otlp.Grpc;

/// <summary>Reads the one message of a unary call: a flag byte, four bytes of length, the message, the end.</summary>
internal static class GrpcMessageReader
{
    private const int HeaderLength = 5;

    // What is announced beyond this is paid for as it arrives.
    private const int TrustedLength = 1024 * 1024;

    /// <exception cref="IOException">The connection or the stream broke.</exception>
    /// <exception cref="OperationCanceledException">The client gave up, or the token fired.</exception>
    public static async ValueTask<GrpcMessage> ReadAsync(
        PipeReader reader,
        int limitBytes,
        MemoryReservation reservation,
        CancellationToken cancellationToken)
    {
        ReadResult read = await reader.ReadAtLeastAsync(HeaderLength, cancellationToken);
        if (read.Buffer.Length < HeaderLength)
        {
            reader.AdvanceTo(read.Buffer.End);
            return GrpcMessage.Fault(read.Buffer.IsEmpty ? GrpcReadStatus.NoMessage : GrpcReadStatus.Truncated);
        }

        (byte flag, uint length) = Header(read.Buffer);
        GrpcReadStatus status = flag > 1 ? GrpcReadStatus.BadFlag
            : length > (uint)limitBytes ? GrpcReadStatus.TooLarge
            : GrpcReadStatus.Complete;
        if (status != GrpcReadStatus.Complete || !reservation.WouldFit(length))
        {
            reader.AdvanceTo(read.Buffer.End);
            return GrpcMessage.Fault(status == GrpcReadStatus.Complete ? GrpcReadStatus.NoMemory : status);
        }

        using GrowingBuffer body = new((int)length, reservation);
        BodyStatus room = body.EnsureRoom(Math.Min((int)length, TrustedLength));
        ReadOnlySequence<byte> rest = read.Buffer.Slice(HeaderLength);
        while (room == BodyStatus.Complete)
        {
            if (rest.Length > (int)length - body.Length)
            {
                reader.AdvanceTo(read.Buffer.End);
                return GrpcMessage.Fault(GrpcReadStatus.SecondMessage);
            }

            room = body.Append(rest);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }

            read = await reader.ReadAsync(cancellationToken);
            rest = read.Buffer;
        }

        return room != BodyStatus.Complete ? GrpcMessage.Fault(GrpcReadStatus.NoMemory)
            : body.Length < (int)length ? GrpcMessage.Fault(GrpcReadStatus.Truncated)
            : new GrpcMessage(GrpcReadStatus.Complete, flag == 1, body.Detach());
    }

    private static (byte Flag, uint Length) Header(ReadOnlySequence<byte> bytes)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        bytes.Slice(0, HeaderLength).CopyTo(header);
        return (header[0], BinaryPrimitives.ReadUInt32BigEndian(header[1..]));
    }
}
