// SPDX-License-Identifier: Apache-2.0

using System.IO.Pipelines;
using OtlpGateway.Clients.Http;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Clients;

public sealed class BorrowedContentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CloseAsync_WhileTheBodyIsWritten_WaitsUntilNobodyReadsIt()
    {
        // A pipe that is full takes nothing more until somebody reads, as a slow server does.
        Pipe slow = new(new PipeOptions(pauseWriterThreshold: 10, resumeWriterThreshold: 1, useSynchronizationContext: false));
        using BorrowedContent content = new(new byte[5], new byte[100], "application/grpc");
        Task write = content.CopyToAsync(slow.Writer.AsStream(), Token);
        Task close = content.CloseAsync();
        Assert.False(write.IsCompleted);
        Assert.False(close.IsCompleted);

        ReadResult read = await slow.Reader.ReadAsync(Token);
        slow.Reader.AdvanceTo(read.Buffer.End);
        await slow.Reader.CompleteAsync();
        await write;
        await close;
    }

    [Fact]
    public async Task CopyToAsync_AfterTheEnd_ReadsNothing()
    {
        using BorrowedContent content = new(default, new byte[100], "application/grpc");
        using MemoryStream taken = new();
        await content.CopyToAsync(taken, Token);
        await content.CopyToAsync(taken, Token);
        Assert.Equal((200, 100L), (taken.Length, content.Headers.ContentLength));
        await content.CloseAsync();
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => content.CopyToAsync(taken, Token));
        Assert.IsType<IOException>(refused.InnerException);
        Assert.Equal(200, taken.Length);
    }
}
