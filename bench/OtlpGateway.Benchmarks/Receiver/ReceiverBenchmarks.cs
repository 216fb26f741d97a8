// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp;
using OtlpGateway.Receivers.Otlp.Options;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Benchmarks.Receiver;

/// <summary>
/// What a CPU second of the receiver takes in, with everything on that is on by default (validation, recognition of
/// retries, admission), before a pipeline that accepts at once. The clients are another process, whose time is not
/// counted; the kernel's share of the receiver's sockets is.
/// </summary>
internal sealed class ReceiverBenchmarks : IBenchmarkGroup
{
    // In CPU time of this process, so that a busy machine makes it longer and not wrong.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public string Name => "receiver";

    public void Run(BenchmarkRunner runner)
    {
        runner.Report("receiver.grpc", () => RunAsync("grpc", spans: 500, compressed: false).GetAwaiter().GetResult());
        runner.Report("receiver.grpc-gzip", () => RunAsync("grpc", spans: 500, compressed: true).GetAwaiter().GetResult());
        runner.Report("receiver.http", () => RunAsync("http", spans: 500, compressed: false).GetAwaiter().GetResult());
        runner.Report("receiver.grpc-small", () => RunAsync("grpc", spans: 5, compressed: false).GetAwaiter().GetResult());
    }

    private static async Task<string> RunAsync(string protocol, int spans, bool compressed)
    {
        int port = FreePort();
        Sink sink = new();
        IReceiver receiver = Create(protocol, port, sink);
        await receiver.StartAsync(CancellationToken.None);
        using Process client = Process.Start(
            Environment.ProcessPath!,
            ["receiver-client", protocol, port.ToString(CultureInfo.InvariantCulture), spans.ToString(CultureInfo.InvariantCulture), compressed ? "gzip" : "identity"]);
        try
        {
            await SpendAsync(WarmUp, client);
            Sample before = Sample.Take(sink);
            await SpendAsync(Measured, client);
            return before.Compare(Sample.Take(sink));
        }
        finally
        {
            client.Kill();
            await client.WaitForExitAsync();
            using CancellationTokenSource now = new(TimeSpan.FromSeconds(1));
            await receiver.StopAsync(now.Token);
        }
    }

    private static async Task SpendAsync(TimeSpan cpu, Process client)
    {
        TimeSpan until = Environment.CpuUsage.TotalTime + cpu;
        long start = Stopwatch.GetTimestamp();
        while (Environment.CpuUsage.TotalTime < until)
        {
            if (client.HasExited || Stopwatch.GetElapsedTime(start) > Longest)
            {
                throw new InvalidOperationException("the client ended, or sends too little to measure");
            }

            await Task.Delay(100);
        }
    }

    private static IReceiver Create(string protocol, int port, Sink sink)
    {
        string endpoint = $"127.0.0.1:{port}";
        OtlpReceiverOptions options = new()
        {
            Protocols =
            {
                Grpc = protocol == "grpc" ? new OtlpGrpcOptions { Endpoint = endpoint } : null,
                Http = protocol == "http" ? new OtlpHttpOptions { Endpoint = endpoint } : null,
            },
        };
        ServiceCollection services = new();
        services.AddSingleton(new MemoryBudget(1L << 30));
        ComponentSettings settings = new()
        {
            Id = new ComponentId("otlp", ""),
            Logger = NullLogger.Instance,
            Meter = new Meter("benchmark"),
            Time = TimeProvider.System,
            Services = services.BuildServiceProvider(),
        };
        Dictionary<Signal, PipelineEntry> next = new() { [Signal.Traces] = new PipelineEntry(sink, [], null) };
        return ((IReceiverFactory)new OtlpReceiverFactory()).Create(settings, options, next);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>One good request of so many spans.</summary>
    internal static byte[] Request(int spans) => SampleTraces.Make(spans).ToByteArray();

    private sealed class Sink : IBatchConsumer
    {
        private long _requests;
        private long _spans;
        private long _bytes;

        public (long Requests, long Spans, long Bytes) Taken =>
            (Interlocked.Read(ref _requests), Interlocked.Read(ref _spans), Interlocked.Read(ref _bytes));

        public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _requests);
            Interlocked.Add(ref _spans, batch.ItemCount);
            Interlocked.Add(ref _bytes, batch.Bytes.Length);
            return ValueTask.FromResult(Outcome.Accepted);
        }
    }

    private readonly record struct Sample((long Requests, long Spans, long Bytes) Taken, TimeSpan Cpu, long Allocated)
    {
        public static Sample Take(Sink sink)
        {
            return new Sample(sink.Taken, Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        }

        public string Compare(Sample later)
        {
            double cpu = (later.Cpu - Cpu).TotalSeconds;
            long requests = Math.Max(1, later.Taken.Requests - Taken.Requests);
            using Process self = Process.GetCurrentProcess();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{(later.Taken.Bytes - Taken.Bytes) / cpu / 1e6,8:F0} MB {(later.Taken.Spans - Taken.Spans) / cpu / 1e3,8:F0} k spans {requests / cpu,8:F0} requests per CPU second; {cpu / requests * 1e6:F0} us CPU and {(later.Allocated - Allocated) / requests:N0} B allocated a request; resident {self.WorkingSet64 >> 20} MiB");
        }
    }
}
