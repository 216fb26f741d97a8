// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.ClickHouse.Rows;
using OtlpGateway.Testing.Otlp;

namespace OtlpGateway.Benchmarks.ClickHouse;

/// <summary>A sealed block of spans to the body of an insert, by compression: MB/s are of the block, uncompressed.</summary>
internal sealed class InsertBodyBenchmarks : IBenchmarkGroup
{
    private const int Spans = 20_000;

    private static readonly InsertCompression[] Compressions =
        [InsertCompression.None, InsertCompression.Lz4, InsertCompression.Zstd, InsertCompression.Gzip];

    public string Name => "clickhouse.http";

    public void Run(BenchmarkRunner runner)
    {
        using TraceRows rows = new();
        _ = rows.Fill(SampleTraces.Make(Spans).ToByteArray(), 0, new EventTimeLimits(0, ulong.MaxValue));
        TelemetryBlock block = rows.Blocks[0];
        block.Seal();
        long bytes = block.Parts.Sum(part => (long)part.Length);
        foreach (InsertCompression compression in Compressions)
        {
            using InsertBodies bodies = new(compression);
            CountingStream output = new();
            runner.Measure($"{Name}.{compression}".ToLowerInvariant(), new Workload(block.RowCount, bytes), () =>
            {
                output.Written = 0;
                using InsertContent body = bodies.Create(block);
                body.CopyToAsync(output).GetAwaiter().GetResult();
            });
            runner.Report($"{Name}.{compression}.size".ToLowerInvariant(), () => $"{bytes / 1024} KiB become {output.Written / 1024}");
        }
    }

    private sealed class CountingStream : Stream
    {
        internal long Written { get; set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written;

        public override long Position { get => Written; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Written += count;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
