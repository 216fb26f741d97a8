// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Servers.Hosting;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>
/// The answer to one query. It holds back the first bytes: a short result comes with its true summary and length, and an
/// error that happens early has its status. What is longer is streamed, with no more memory than that.
/// </summary>
internal sealed class QueryResponse(HttpContext context, QueryRequest request, string format, string timeZone) : Stream
{
    private const int HeldBytes = 64 * 1024;
    private const int HeldBytesWhenWaiting = 8 * 1024 * 1024;
    private const int TagLength = 16;
    private const int MaxTrailerBytes = 16 * 1024;

    private readonly MemoryStream _held = new();
    private readonly int _holdLimit = request.WaitForEnd ? HeldBytesWhenWaiting : HeldBytes;
    private readonly string _tag = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", TagLength);
    private Stream? _body;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_body is null)
        {
            _held.Write(buffer.Span);
            if (_held.Length > _holdLimit)
            {
                WriteHeaders(default, default);
                await StartBodyAsync(cancellationToken);
            }
        }
        else
        {
            await _body.WriteAsync(buffer, cancellationToken);
        }
    }

    /// <summary>Ends a good answer, to a query or to an insert.</summary>
    public async Task CompleteAsync(QueryResult result, InsertResult inserted, CancellationToken cancellationToken)
    {
        if (_body is null)
        {
            WriteHeaders(result, inserted);
            if (Coding().Length == 0)
            {
                context.Response.ContentLength = _held.Length;
            }

            await StartBodyAsync(cancellationToken);
        }

        if (_body != context.Response.Body)
        {
            await _body!.DisposeAsync();
        }
    }

    /// <summary>
    /// Ends a bad answer. When some of the result is out already, the client gets the exception in the block that
    /// ClickHouse uses for it and then a broken connection, so that nobody takes the part for the whole.
    /// </summary>
    public async Task FailAsync(ClickHouseException failure, CancellationToken cancellationToken)
    {
        string message = failure.Message.EndsWith('\n') ? failure.Message : failure.Message + "\n";
        if (_body is null)
        {
            byte[] text = Encoding.UTF8.GetBytes(message);
            WriteCommonHeaders();
            context.Response.StatusCode = ErrorStatus.Of(failure.Code);
            context.Response.ContentType = "text/plain; charset=UTF-8";
            context.Response.ContentLength = text.Length;
            context.Response.Headers["X-ClickHouse-Exception-Code"] = failure.Code.ToString(CultureInfo.InvariantCulture);
            await context.Response.Body.WriteAsync(text, cancellationToken);
            return;
        }

        byte[] trailer = Encoding.UTF8.GetBytes(message.Length > MaxTrailerBytes ? message[..MaxTrailerBytes] : message);
        string end = string.Create(CultureInfo.InvariantCulture, $"{trailer.Length} {_tag}\r\n__exception__\r\n");
        await _body.WriteAsync(Encoding.ASCII.GetBytes($"\r\n__exception__\r\n{_tag}\r\n"), cancellationToken);
        await _body.WriteAsync(trailer, cancellationToken);
        await _body.WriteAsync(Encoding.ASCII.GetBytes(end), cancellationToken);
        await _body.FlushAsync(cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        throw new ResponseCutException(failure.Message, failure);
    }

    public override void Flush() => throw new NotSupportedException("Only asynchronous writing is supported.");

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _body?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Only asynchronous writing is supported.");

    private void WriteCommonHeaders()
    {
        context.Response.Headers["X-ClickHouse-Query-Id"] = request.QueryId;
        context.Response.Headers["X-ClickHouse-Server-Display-Name"] = "otlp-gateway";
        context.Response.Headers["X-ClickHouse-Timezone"] = timeZone;
    }

    private void WriteHeaders(QueryResult result, InsertResult inserted)
    {
        WriteCommonHeaders();
        context.Response.ContentType = FormatContentType.Of(format);
        context.Response.Headers["X-ClickHouse-Format"] = format;
        context.Response.Headers["X-ClickHouse-Exception-Tag"] = _tag;
        context.Response.Headers["X-ClickHouse-Summary"] = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"read_rows":"{{result.RowsRead}}","read_bytes":"{{result.BytesRead}}","written_rows":"{{inserted.Rows}}","written_bytes":"{{inserted.Bytes}}","result_bytes":"{{result.BytesWritten}}"}""");
        string coding = Coding();
        if (coding.Length > 0)
        {
            context.Response.Headers.ContentEncoding = coding;
        }
    }

    private string Coding()
    {
        string accepted = request.Compress ? context.Request.Headers.AcceptEncoding.ToString() : "";
        return accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? "gzip"
            : accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? "br"
            : accepted.Contains("deflate", StringComparison.OrdinalIgnoreCase) ? "deflate"
            : "";
    }

    private async Task StartBodyAsync(CancellationToken cancellationToken)
    {
        Stream raw = context.Response.Body;
        _body = Coding() switch
        {
            "gzip" => new GZipStream(raw, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(raw, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(raw, CompressionLevel.Fastest, leaveOpen: true),
            _ => raw,
        };
        await _body.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), cancellationToken);
        _held.SetLength(0);
        _held.Capacity = 0;
    }
}
