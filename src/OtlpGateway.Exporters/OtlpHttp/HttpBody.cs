// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;

namespace OtlpGateway.Exporters.OtlpHttp;

/// <summary>A request's body: the batch's own bytes, or what was made of them.</summary>
/// <param name="coding">The compression's name; null for none.</param>
/// <param name="owned">What the bytes are in, where they are not the batch's.</param>
internal sealed class HttpBody(ReadOnlyMemory<byte> bytes, string contentType, string? coding, IDisposable? owned) : IDisposable
{
    /// <summary>The content of one attempt, to be closed before this is disposed.</summary>
    public BorrowedContent CreateContent()
    {
        BorrowedContent content = new(default, bytes, contentType);
        if (coding is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        }

        return content;
    }

    public void Dispose() => owned?.Dispose();
}
