// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>Writes batches to files, and answers when they are on the disk.</summary>
internal sealed class FileExporter(FileExporterOptions options, Signal signal, FileSet files) : IExporter
{
    private readonly RecordEncoder _encoder = new(options, signal);
    private int _started;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            files.Open();
        }

        return Task.CompletedTask;
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Outcome.Cancelled();
        }

        if (!options.GroupBy.Enabled)
        {
            return await WriteAsync("", batch.Bytes);
        }

        using ResourceGroups groups = ResourceGroups.Of(batch.Bytes, options.GroupBy.ResourceAttribute);
        Task<Outcome>[] writes = [.. groups.Segments.Select(group => WriteAsync(group.Segment, group.Request))];
        Outcome[] outcomes = await Task.WhenAll(writes);

        // A batch is one: where one file failed, the batch comes again, and the others get it twice.
        return outcomes.FirstOrDefault(outcome => !outcome.IsSuccess) is { Kind: not 0 } failed ? failed : Outcome.Accepted;
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _started, 0) == 1)
        {
            await files.CloseAsync();
        }
    }

    // What is being written cannot be taken back, and its bytes are lent: it is waited for, cancelled or not.
    private async Task<Outcome> WriteAsync(string segment, ReadOnlyMemory<byte> request)
    {
        using PooledBuffer record = _encoder.Encode(request.Span);
        return await files.WriteAsync(segment, record.Memory);
    }
}
