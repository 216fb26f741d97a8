// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
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
        MergeRequests requests = new(kind, streams, series, PointsPerRequest);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        ReaggregateState state = new(new ReaggregateSettings(), MergeRequests.FirstRun);
        double first = Ingest(state, requests);
        long weight = (GC.GetTotalMemory(forceFullCollection: true) - before) / streams;
        double later = Enumerable.Range(0, 3).Select(_ => Ingest(state, requests)).Min();
        if (state.Counts.Merged != 4L * streams || state.Series != series || weight > MostBytesPerStream)
        {
            throw new InvalidOperationException($"{state.Counts.Merged} merged, {state.Series} series, {weight} bytes a stream; at most {MostBytesPerStream} are allowed");
        }

        ArrayBufferWriter<byte> snapshot = new(1 << 20);
        using ProtobufWriter output = new(1 << 20);
        double emit = Time(() => state.Emit(requests.Now + 1, output));
        double save = Time(() => state.Snapshot(snapshot));
        double restore = Time(() => ReaggregateState.Restore(snapshot.WrittenSpan, new ReaggregateSettings()));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{streams:N0} streams into {series:N0} series: first points {streams / first / 1e6:F2} M/s, later ones {streams / later / 1e6:F2} M/s, "
            + $"{weight} B a stream, output {emit * 1e3:F0} ms ({output.Length / 1e6:F1} MB), "
            + $"snapshot {save * 1e3:F0} ms ({snapshot.WrittenCount / 1e6:F0} MB), restore {restore * 1e3:F0} ms");
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
