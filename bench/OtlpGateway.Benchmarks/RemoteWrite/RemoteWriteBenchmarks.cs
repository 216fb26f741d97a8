// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using Google.Protobuf.Collections;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Compression;
using OtlpGateway.Prometheus.RemoteWrite;
using OtlpGateway.Prometheus.Translation;
using OtlpGateway.Testing.Otlp;
using RemoteWrite.V1;

namespace OtlpGateway.Benchmarks.RemoteWrite;

/// <summary>
/// From a metrics request's bytes to the compressed bytes of a remote-write request. Items are samples: 500 histograms of
/// 13 series each, and 500 counters. Against Google.Protobuf twice: reading and writing all of it with the official
/// messages, and only writing a request whose labels have been made before. The compression is the same.
/// </summary>
internal sealed class RemoteWriteBenchmarks : IBenchmarkGroup, IDisposable
{
    private const int Points = 1000;
    private const int PointsPerMetric = 10;
    private const long Now = 1_767_225_700_000;

    private readonly byte[] _request = Request();
    private readonly MetricsTranslator _translator = new(new TranslationOptions());
    private readonly TranslationTally _tally = new();
    private readonly SnappyEncoder _snappy = new();
    private SeriesBlock _block = new(5);
    private byte[] _compressed = [];

    public string Name => "remotewrite";

    public void Run(BenchmarkRunner runner)
    {
        using WriteRequestEncoder first = WriteRequestEncoder.Create(RemoteWriteVersion.V1, withMetadata: false);
        using WriteRequestEncoder second = WriteRequestEncoder.Create(RemoteWriteVersion.V2, withMetadata: true);
        int samples = Send(first);
        WriteRequest prepared = WriteRequest.Parser.ParseFrom(first.Finish());
        (string Name, string Value)[][] labels = [.. prepared.Timeseries.Select(series => series.Labels.Select(label => (label.Name, label.Value)).ToArray())];
        Sample[] values = [.. prepared.Timeseries.Select(series => series.Samples[0])];
        ObjectTranslator objects = new();
        Same(prepared, objects.Translate(_request));

        var work = new Workload(samples, _request.Length);
        runner.Ratio("remotewrite.1", work, () => Send(first), () => Compress(objects.Translate(_request).ToByteArray()));
        runner.Ratio("remotewrite.1.built", work, () => Send(first), () => Compress(Build(labels, values).ToByteArray()));
        runner.Measure("remotewrite.2", work, () => Send(second));
        runner.Measure("remotewrite.translate", work, Translate);
        runner.Measure("remotewrite.encode.1", work, () => Encode(first));
        runner.Measure("remotewrite.encode.2", work, () => Encode(second));
        runner.Report("remotewrite.bytes", () =>
        {
            Send(first);
            int plain = first.Finish().Length;
            int packed = Compress(first.Finish());
            Send(second);
            return $"1.0: {plain} bytes, {packed} compressed; 2.0: {second.Finish().Length} bytes, {Compress(second.Finish())} compressed";
        });
    }

    public void Dispose()
    {
        _translator.Dispose();
        _block.Dispose();
    }

    private void Translate()
    {
        _block.Clear();
        _tally.Clear();
        _translator.Translate(_request, ref _block, Now, _tally);
    }

    private void Encode(WriteRequestEncoder encoder)
    {
        encoder.Clear();
        for (int shard = 0; shard < 5; shard++)
        {
            for (int position = 0; position < _block.CountOf(shard); position++)
            {
                encoder.Add(_block, shard, position, long.MinValue);
            }
        }

        encoder.Finish();
    }

    private int Send(WriteRequestEncoder encoder)
    {
        Translate();
        Encode(encoder);
        Compress(encoder.Finish());
        return encoder.Tally.Samples;
    }

    private int Compress(ReadOnlySpan<byte> message)
    {
        int room = SnappyEncoder.MaxLength(message.Length);
        if (_compressed.Length < room)
        {
            _compressed = new byte[room];
        }

        return _snappy.Encode(message, _compressed);
    }

    /// <summary>Every point is a series of its own.</summary>
    private static byte[] Request()
    {
        ExportMetricsServiceRequest request = SampleMetrics.Make(Points);
        foreach (Metric metric in request.ResourceMetrics[0].ScopeMetrics[0].Metrics)
        {
            for (int i = 0; i < PointsPerMetric; i++)
            {
                RepeatedField<KeyValue> labels = metric.Histogram?.DataPoints[i].Attributes ?? metric.Sum.DataPoints[i].Attributes;
                labels.Single(label => label.Key == "http.route").Value.StringValue = $"/api/v1/orders/{i}";
            }
        }

        return request.ToByteArray();
    }

    private static WriteRequest Build((string Name, string Value)[][] labels, Sample[] values)
    {
        WriteRequest request = new();
        for (int i = 0; i < labels.Length; i++)
        {
            TimeSeries series = new();
            foreach ((string name, string value) in labels[i])
            {
                series.Labels.Add(new Label { Name = name, Value = value });
            }

            series.Samples.Add(new Sample { Value = values[i].Value, Timestamp = values[i].Timestamp });
            request.Timeseries.Add(series);
        }

        return request;
    }

    /// <summary>Both ways make the same series, or they cannot be compared.</summary>
    private static void Same(WriteRequest ours, WriteRequest theirs)
    {
        HashSet<string> expected = [.. theirs.Timeseries.Select(series => series.ToString())];
        if (expected.Count != ours.Timeseries.Count || !ours.Timeseries.All(series => expected.Contains(series.ToString())))
        {
            throw new InvalidOperationException("The two translations differ.");
        }
    }
}
