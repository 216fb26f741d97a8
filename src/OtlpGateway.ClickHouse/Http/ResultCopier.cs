// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>
/// Copies a result and holds back its end, where a server puts the exception of a query that failed after the answer had
/// begun: <c>\r\n__exception__\r\nTAG\r\nCode: 395. ...\nLENGTH TAG\r\n__exception__\r\n</c>. The tag comes in a header and
/// is new for every answer, so that no data can look like it.
/// </summary>
internal static class ResultCopier
{
    private const int HeldBytes = ErrorText.MaxBytes + 1024;
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Returns the bytes written. Throws <see cref="ClickHouseException"/> when the result ends in an exception or is cut off.</summary>
    internal static async Task<long> CopyAsync(Stream body, string tag, Stream output, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(HeldBytes + ChunkBytes);
        int length = 0;
        long written = 0;
        try
        {
            int read;
            while ((read = await ReadAsync(body, buffer, length, tag, cancellationToken)) > 0)
            {
                length += read;
                int sure = length - HeldBytes;
                if (sure > 0)
                {
                    await output.WriteAsync(buffer.AsMemory(0, sure), cancellationToken);
                    written += sure;
                    buffer.AsSpan(sure, HeldBytes).CopyTo(buffer);
                    length = HeldBytes;
                }
            }

            if (Failure(buffer.AsSpan(0, length), tag) is { } failure)
            {
                throw failure;
            }

            await output.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            return written + length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A server breaks the connection off behind an exception, so that nobody takes the part for the whole.</summary>
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, int length, string tag, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw Failure(buffer.AsSpan(0, length), tag)
                ?? new ClickHouseException(ClickHouseErrorCode.NetworkError, $"the result was cut off: {cut.Message}", cut);
        }
    }

    private static ClickHouseException? Failure(ReadOnlySpan<byte> end, string tag)
    {
        if (tag.Length == 0)
        {
            return null;
        }

        byte[] marker = Encoding.ASCII.GetBytes($"\r\n__exception__\r\n{tag}\r\n");
        int start = end.IndexOf(marker);
        if (start < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> text = end[(start + marker.Length)..];
        int close = text.LastIndexOf(Encoding.ASCII.GetBytes($" {tag}\r\n__exception__"));
        text = close < 0 ? text : text[..close].TrimEnd("0123456789"u8);
        return ErrorText.Of(text, ClickHouseErrorCode.None);
    }
}
