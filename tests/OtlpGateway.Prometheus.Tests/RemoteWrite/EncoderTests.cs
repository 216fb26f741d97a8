// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.RemoteWrite;
using OtlpGateway.Prometheus.Tests.Translation;
using OtlpGateway.Prometheus.Translation;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using Xunit;
using static OtlpGateway.Prometheus.Tests.Translation.Translated;
using V1 = RemoteWrite.V1;
using V2 = RemoteWrite.V2;

namespace OtlpGateway.Prometheus.Tests.RemoteWrite;

/// <summary>What the encoders write is what the official library reads.</summary>
public class EncoderTests
{
    private const long Always = long.MinValue;

    [Fact]
    public void Requests_OfRandomMetrics_HaveTheSeriesThatTheTranslationHas()
    {
        RandomOtlp random = new(4711);
        int series = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] request = Checked(random);
            TranslationOptions options = new() { Strategy = round % 2 == 0 ? TranslationStrategy.UnderscoreEscapingWithSuffixes : TranslationStrategy.NoTranslation };
            string[] expected = Expected(request, options);
            using SeriesBlock block = Block(request, options, shards: 1 + (round % 4));
            series += block.SeriesCount;

            V1.WriteRequest first = V1.WriteRequest.Parser.ParseFrom(Encode(RemoteWriteVersion.V1, block));
            Assert.Equal(expected.Select(WithoutStart).Order(StringComparer.Ordinal), RequestText.Lines(first).Order(StringComparer.Ordinal));
            V2.Request second = V2.Request.Parser.ParseFrom(Encode(RemoteWriteVersion.V2, block));
            Assert.Equal(expected.Order(StringComparer.Ordinal), RequestText.Lines(second).Order(StringComparer.Ordinal));
            Assert.Equal(RequestText.Exemplars(first), RequestText.Exemplars(second));
            Assert.Equal("", second.Symbols[0]);
            Assert.Equal(second.Symbols.Count, second.Symbols.Distinct(StringComparer.Ordinal).Count());
        }

        Assert.True(series > 1000, $"only {series} series");
    }

    [Fact]
    public void Block_PointsOfOneSeries_AreOneSeriesInOrderOfTime()
    {
        ExportMetricsServiceRequest request = Request([Gauge("up", Timed(3), Timed(1), Timed(2), Timed(5), Timed(4))]);
        using SeriesBlock block = Block(request.ToByteArray(), Plain);
        V1.WriteRequest first = V1.WriteRequest.Parser.ParseFrom(Encode(RemoteWriteVersion.V1, block));
        V1.TimeSeries series = Assert.Single(first.Timeseries);
        Assert.Equal([1.0, 2, 3, 4, 5], series.Samples.Select(sample => sample.Value));
        Assert.Equal([Now + 1, Now + 2, Now + 3, Now + 4, Now + 5], series.Samples.Select(sample => sample.Timestamp));
    }

    [Fact]
    public void Block_TwoPointsAtOneTime_TheLaterCounts()
    {
        ExportMetricsServiceRequest request = Request([Gauge("up", Timed(1), Timed(2), new NumberDataPoint { TimeUnixNano = At(1), AsDouble = 9 })]);
        using SeriesBlock block = Block(request.ToByteArray(), Plain);
        Assert.Equal(["up{} 9 @1767225600001", "up{} 2 @1767225600002"], RequestText.Lines(V1.WriteRequest.Parser.ParseFrom(Encode(RemoteWriteVersion.V1, block))));
        Assert.Equal(1, block.Duplicates);
    }

    [Fact]
    public void Block_SeriesOfOnePoint_AreInOneShardAndEverySeriesInOne()
    {
        const int shards = 7;
        byte[] request = SampleMetrics.Make(400).ToByteArray();
        using SeriesBlock block = Block(request, Plain, shards);
        HashSet<string>[] found = [.. Enumerable.Range(0, shards).Select(shard =>
        {
            using WriteRequestEncoder encoder = WriteRequestEncoder.Create(RemoteWriteVersion.V1, false);
            foreach (int series in block.SeriesOf(shard))
            {
                encoder.Add(block, series, Always);
            }

            return RequestText.Lines(V1.WriteRequest.Parser.ParseFrom(encoder.Finish())).ToHashSet(StringComparer.Ordinal);
        })];
        Assert.Equal(block.SeriesCount, found.Sum(shard => shard.Count));
        Assert.All(found, shard => Assert.NotEmpty(shard));
        string[] points = [.. found.SelectMany((shard, number) => shard.Select(line => (Point: PointOf(line), number)).Distinct()).Select(pair => pair.Point)];
        Assert.Equal(points.Length, points.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Encoder_PointsBeforeTheOldest_AreLeftOutAndCounted()
    {
        ExportMetricsServiceRequest request = Request([Gauge("up", Timed(1), Timed(2), Timed(3)), Gauge("down", Timed(1))]);
        using SeriesBlock block = Block(request.ToByteArray(), Plain);
        foreach (RemoteWriteVersion version in Enum.GetValues<RemoteWriteVersion>())
        {
            using WriteRequestEncoder encoder = WriteRequestEncoder.Create(version, false);
            AddAll(encoder, block, Now + 3);
            Assert.Equal((1, 1, 1, 3, 3), (encoder.Tally.Series, encoder.Tally.Samples, encoder.Tally.Items, encoder.Tally.TooOld, encoder.Tally.TooOldItems));
        }
    }

    [Fact]
    public void Encoder1_CustomBuckets_AreASeriesABucketAsWithoutThem()
    {
        HistogramDataPoint point = new() { TimeUnixNano = At(0), Count = 8, Sum = 2.5, BucketCounts = { 1, 0, 0, 2, 5 }, ExplicitBounds = { 0.5, 1, 2, 4 }, Attributes = { Label("le", "mine"), Label("a", "b"), Label("z", "y") } };
        point.Exemplars.AddRange(new[] { 0.1, 3, 9.0 }.Select(value => new Exemplar { TimeUnixNano = At(0), AsDouble = value }));
        HistogramDataPoint stale = new() { TimeUnixNano = At(1), Flags = 1, Attributes = { Label("s", "t") } };
        HistogramDataPoint bare = new() { TimeUnixNano = At(1), Count = 3, Sum = 1, Attributes = { Label("b", "c") } };
        Metric metric = new() { Name = "h", Histogram = new Histogram { AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { point, stale, bare } } };
        byte[] request = Request([metric]).ToByteArray();
        using SeriesBlock custom = Block(request, Plain with { CustomBuckets = true });
        using SeriesBlock classic = Block(request, Plain);
        using WriteRequestEncoder encoder = WriteRequestEncoder.Create(RemoteWriteVersion.V1, false);
        AddAll(encoder, custom, Always);
        V1.WriteRequest converted = V1.WriteRequest.Parser.ParseFrom(encoder.Finish());
        V1.WriteRequest expected = V1.WriteRequest.Parser.ParseFrom(Encode(RemoteWriteVersion.V1, classic));
        Assert.Equal(RequestText.Lines(expected).Order(StringComparer.Ordinal), RequestText.Lines(converted).Order(StringComparer.Ordinal));
        Assert.Equal(RequestText.Exemplars(expected), RequestText.Exemplars(converted));
        Assert.Equal((RequestText.Lines(expected).Count(), 0, 3, 3), (encoder.Tally.Samples, encoder.Tally.Histograms, encoder.Tally.Exemplars, encoder.Tally.Items));
        Assert.Contains("h{a=\"b\",le=\"mine\",z=\"y\"} schema -53", string.Join('\n', RequestText.Lines(V2.Request.Parser.ParseFrom(Encode(RemoteWriteVersion.V2, custom)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Encoders_Metadata_DescribesEveryFamilyOnce()
    {
        Metric requests = Sum("requests", true, Timed(1));
        requests.Unit = "By";
        requests.Description = "All \"of\" them\nand more \\ ü";
        using SeriesBlock block = Block(Request([requests, Gauge("up", Timed(1), Timed(2)), requests]).ToByteArray(), Plain);
        V1.WriteRequest first = V1.WriteRequest.Parser.ParseFrom(Encode(RemoteWriteVersion.V1, block, withMetadata: true));
        Assert.Equal(
            ["requests_bytes_total Counter bytes All \"of\" them\nand more \\ ü", "up Gauge  "],
            first.Metadata.Select(family => $"{family.MetricFamilyName} {family.Type} {family.Unit} {family.Help}"));
        V2.Request second = V2.Request.Parser.ParseFrom(Encode(RemoteWriteVersion.V2, block));
        Assert.Equal(
            ["Counter bytes All \"of\" them\nand more \\ ü", "Gauge  "],
            second.Timeseries.Select(series => $"{series.Metadata.Type} {second.Symbols[(int)series.Metadata.UnitRef]} {second.Symbols[(int)series.Metadata.HelpRef]}"));
        Assert.Empty(V1.WriteRequest.Parser.ParseFrom(Encode(RemoteWriteVersion.V1, block)).Metadata);
    }

    [Fact]
    public void Encoders_UsedAgain_StartOver()
    {
        using SeriesBlock block = Block(SampleMetrics.Make(40).ToByteArray(), Plain);
        foreach (RemoteWriteVersion version in Enum.GetValues<RemoteWriteVersion>())
        {
            using WriteRequestEncoder encoder = WriteRequestEncoder.Create(version, true);
            AddAll(encoder, block, Always);
            byte[] once = encoder.Finish().ToArray();
            RequestTally tally = encoder.Tally;
            encoder.Clear();
            AddAll(encoder, block, Always);
            Assert.Equal(once, encoder.Finish().ToArray());
            Assert.Equal(tally, encoder.Tally);
        }
    }

    private static TranslationOptions Plain { get; } = new() { TargetInfo = false, ScopeLabels = false };

    private static NumberDataPoint Timed(int milliseconds) => new() { TimeUnixNano = At(milliseconds), AsDouble = milliseconds };

    private static byte[] Checked(RandomOtlp random)
    {
        while (true)
        {
            byte[] request = random.Request(Signal.Metrics);
            if (OtlpEdge.Check(Signal.Metrics, request, EdgeLimits.Default).Fault == Wire.Protobuf.WireFault.None)
            {
                return request;
            }
        }
    }

    /// <summary>The translation's own lines; of two points of a series at one time the later one.</summary>
    private static string[] Expected(byte[] request, TranslationOptions options)
    {
        TextSink sink = new();
        using MetricsTranslator translator = new(options);
        translator.Translate(request, ref sink, Now, new TranslationTally());
        return [.. sink.Lines.Reverse().DistinctBy(Identity).Reverse()];
    }

    private static string Identity(string line) =>
        $"{line[..(line.LastIndexOf('}') + 1)]} {line.Contains("} schema ", StringComparison.Ordinal)} {WithoutStart(line)[(WithoutStart(line).LastIndexOf('@') + 1)..]}";

    private static string WithoutStart(string line) => Regex.Replace(line, " since [0-9]+$", "");

    private static string PointOf(string line) =>
        Regex.Replace(Regex.Replace(line.Split("} ")[0], "^([a-z0-9_]*?)(_bucket|_sum|_count)?[{]", "$1{"), ",?le=\"[^\"]*\"", "").Replace("{,", "{", StringComparison.Ordinal);

    private static SeriesBlock Block(byte[] request, TranslationOptions options, int shards = 1)
    {
        SeriesBlock block = new(shards);
        using MetricsTranslator translator = new(options);
        translator.Translate(request, ref block, Now, new TranslationTally());
        return block;
    }

    private static byte[] Encode(RemoteWriteVersion version, SeriesBlock block, bool withMetadata = false)
    {
        using WriteRequestEncoder encoder = WriteRequestEncoder.Create(version, withMetadata);
        AddAll(encoder, block, Always);
        return encoder.Finish().ToArray();
    }

    private static void AddAll(WriteRequestEncoder encoder, SeriesBlock block, long oldest)
    {
        for (int series = 0; series < block.SeriesCount; series++)
        {
            encoder.Add(block, series, oldest);
        }
    }
}
