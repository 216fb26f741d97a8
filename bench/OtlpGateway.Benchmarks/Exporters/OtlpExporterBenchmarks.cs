// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Clients.Grpc;
using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Benchmarks.Exporters;

/// <summary>From a batch's bytes to the bytes of a gRPC request: what the exporter adds before the connection takes over.</summary>
internal sealed class OtlpExporterBenchmarks : IBenchmarkGroup
{
    private const int Spans = 1000;

    public string Name => "exporters";

    public void Run(BenchmarkRunner runner)
    {
        byte[] request = SampleTraces.Make(Spans).ToByteArray();
        var work = new Workload(Spans, request.Length);
        RequestHeaders headers = new([new("x-tenant", "acme")], RequestHeaders.DefaultUserAgent, null);
        Uri address = new($"http://localhost:4317{OtlpPaths.Grpc(Signal.Traces)}");
        foreach (BodyCompression compression in new[] { BodyCompression.None, BodyCompression.Snappy, BodyCompression.Zstd, BodyCompression.Gzip })
        {
            GrpcRequests requests = new(compression, TimeSpan.FromSeconds(5));
            string name = compression.Name();
            runner.Measure($"exporters.otlp.{name}", work, () => Send(requests, headers, address, request));
        }
    }

    private static void Send(GrpcRequests requests, RequestHeaders headers, Uri address, byte[] batch)
    {
        using GrpcMessage message = requests.Encode(batch);
        using BorrowedContent content = message.CreateContent();
        using HttpRequestMessage request = requests.Create(address, content);
        headers.ApplyAsync(request, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        content.CopyToAsync(Stream.Null).GetAwaiter().GetResult();
    }
}
