// SPDX-License-Identifier: Apache-2.0

using System.IO.Pipelines;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Servers.Bodies;

/// <summary>Reads bodies from the server's pipe into one pooled buffer, with one copy.</summary>
public static class BodyReader
{
    // What is announced beyond this is paid for as it arrives: a client that announces much and sends little would
    // otherwise keep others out.
    private const int TrustedLength = 1024 * 1024;

    /// <summary>
    /// Reads to the end of the body. <paramref name="length"/> is what the client announced, or null.
    /// </summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">The client gave up, or the token fired.</exception>
    public static ValueTask<(BodyStatus Status, PooledBuffer? Body)> ReadToEndAsync(
        PipeReader reader,
        long? length,
        int limitBytes,
        MemoryReservation reservation,
        CancellationToken cancellationToken)
    {
        if (length > limitBytes)
        {
            return ValueTask.FromResult<(BodyStatus, PooledBuffer?)>((BodyStatus.TooLarge, null));
        }

        return ReadAsync(reader, (int?)length, limitBytes, reservation, cancellationToken);
    }

    private static async ValueTask<(BodyStatus Status, PooledBuffer? Body)> ReadAsync(
        PipeReader reader,
        int? length,
        int limitBytes,
        MemoryReservation reservation,
        CancellationToken cancellationToken)
    {
        using GrowingBuffer body = new(length ?? limitBytes, reservation);
        BodyStatus status = reservation.WouldFit(length ?? 0)
            ? body.EnsureRoom(Math.Min(length ?? 1, TrustedLength))
            : BodyStatus.NoMemory;
        while (status == BodyStatus.Complete)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken);
            status = body.Append(read.Buffer);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted && status == BodyStatus.Complete)
            {
                return (status, body.Detach());
            }
        }

        return (status, null);
    }
}
