// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Benchmarks.Processors;

/// <summary>
/// Merging cumulative points with two labels and a stamp. With many streams: what the first points cost, what later ones do,
/// what the state weighs, and how long output, a snapshot and reading it back take.
/// </summary>
internal sealed class ReaggregateBenchmarks : IBenchmarkGroup
{
    private const int PointsPerRequest = 1000;
    private const int Rounds = 3;
    private const long MostBytesPerStream = 256;

    public string Name => "reaggregate";

    public void Run(BenchmarkRunner runner)
    {
        MergeRequests small = new(MetricKind.Sum, streams: PointsPerRequest, series: 20, PointsPerRequest);
        ReaggregateState state = new(new ReaggregateSettings(), MergeRequests.FirstRun);
        runner.Measure("reaggregate.ingest", new Workload(PointsPerRequest, small.Bytes), () =>
        {
            small.Advance();
            state.Ingest(small.Requests[0], small.Now);
            if (state.Counts.Ignored(IgnoreReason.Duplicate) > 0 || state.Streams != PointsPerRequest)
            {
                throw new InvalidOperationException("points were not merged");
            }
        });
        runner.Report("reaggregate.sums", () => Measure(MetricKind.Sum, streams: 1_000_000, series: 1000));
        runner.Report("reaggregate.apart", () => Measure(MetricKind.Sum, streams: 1_000_000, series: 1_000_000));
        runner.Report("reaggregate.gauges", () => Measure(MetricKind.Gauge, streams: 1_000_000, series: 1000));
        runner.Report("reaggregate.histograms", () => Measure(MetricKind.Histogram, streams: 200_000, series: 1000));
    }

    private static string Measure(MetricKind kind, int streams, int series)
    {
        WarmUp(kind, series < streams);
        MergeRequests requests = new(kind, streams, series, PointsPerRequest);
        double[] firsts = new double[Rounds];
        ReaggregateState state = Begin();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int round = 0; round < Rounds; round++)
        {
            state = Begin();
            firsts[round] = Ingest(state, requests);
        }

        long weight = (GC.GetTotalMemory(forceFullCollection: true) - before) / streams;
        Array.Sort(firsts);
        double later = Enumerable.Range(0, Rounds).Select(_ => Ingest(state, requests)).Min();
        if (state.Counts.Merged != (1L + Rounds) * streams || state.Series != series || weight > MostBytesPerStream)
        {
            throw new InvalidOperationException($"{state.Counts.Merged} merged, {state.Series} series, {weight} bytes a stream; at most {MostBytesPerStream} are allowed");
        }

        using ProtobufWriter snapshot = new(1 << 20);
        using ProtobufWriter output = new(1 << 20);
        double emit = Time(() => state.Emit(requests.Now + 1, output));
        double save = Time(() => state.Snapshot(snapshot));
        double restore = Time(() => ReaggregateState.Restore(snapshot.WrittenSpan, new ReaggregateSettings()));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{streams:N0} streams into {series:N0} series: first points {streams / firsts[Rounds / 2] / 1e6:F2} M/s, later ones {streams / later / 1e6:F2} M/s, "
            + $"{weight} B a stream, output {emit * 1e3:F0} ms ({output.Length / 1e6:F1} MB), "
            + $"snapshot {save * 1e3:F0} ms ({snapshot.Length / 1e6:F0} MB), restore {restore * 1e3:F0} ms");
    }

    private static ReaggregateState Begin() => new(new ReaggregateSettings(), MergeRequests.FirstRun);

    /// <summary>
    /// Until the code is compiled as in a process that has run for a while: first points are measured once for each state,
    /// and would else measure the compiler.
    /// </summary>
    private static void WarmUp(MetricKind kind, bool shared)
    {
        const int Streams = 20_000;
        MergeRequests requests = new(kind, Streams, shared ? 100 : Streams, PointsPerRequest);
        TimeSpan begun = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - begun < TimeSpan.FromSeconds(1))
        {
            ReaggregateState state = Begin();
            Ingest(state, requests);
            Ingest(state, requests);
            using ProtobufWriter writer = new(1 << 20);
            state.Emit(requests.Now + 1, writer);
            writer.Clear();
            state.Snapshot(writer);
            ReaggregateState.Restore(writer.WrittenSpan, new ReaggregateSettings());
        }
    }

    private static double Ingest(ReaggregateState state, MergeRequests requests)
    {
        requests.Advance();
        return Time(() =>
        {
            foreach (byte[] request in requests.Requests)
            {
                state.Ingest(request, requests.Now);
            }
        });
    }

    /// <summary>Seconds of processor time.</summary>
    private static double Time(Action action)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
    }
}
