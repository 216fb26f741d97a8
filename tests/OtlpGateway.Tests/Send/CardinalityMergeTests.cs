// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Send.Cardinality;
using OtlpGateway.Send.Templates;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Otlp.Streams;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Tests.Send;

/// <summary>
/// The scenario's requests, stamped, without their bad labels and merged, give its totals exactly, with one series for each
/// that must be found, and none of them ever falls.
/// </summary>
public sealed partial class CardinalityMergeTests
{
    private const ulong Second = 1_000_000_000;
    private const ulong Begin = 1_800_000_000 * Second;

    private readonly Dictionary<string, (ulong Start, double Value)> _totals = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Emit_ManyClients_TotalsAreThoseExpected(int seed)
    {
        ReaggregateSettings settings = new() { Gauge = GaugeAggregation.Mean, DropResourceAttributes = ["service.instance.id"] };
        ReaggregateState state = new(settings, Begin);
        Random random = new(seed);
        ulong now = Begin + Second;
        CardinalityClient[] clients = [.. Enumerable.Range(0, 8).Select(number => new CardinalityClient("run", number, 45, new Random(seed + number), (long)now))];
        ExpectedTotals expected = new();
        for (int round = 0; round < 240; round++)
        {
            now += Second;
            (RequestTemplate request, IReadOnlyList<Increment> increments) = clients[random.Next(clients.Length)].NextRound((long)now);
            foreach (Increment increment in increments)
            {
                expected.Add(increment.Family, increment.Template, increment.Buckets, increment.Gauge);
            }

            Ingest(state, request.Message.Span, now);
            if (round % 20 == 19)
            {
                Read(state, now);
                using ProtobufWriter snapshot = new();
                state.Snapshot(snapshot);
                state = ReaggregateState.Restore(snapshot.WrittenSpan, settings);
            }
        }

        Dictionary<string, double> wanted = Wanted(expected.Json());
        Assert.Equal(wanted.OrderBy(pair => pair.Key), _totals.ToDictionary(pair => pair.Key, pair => pair.Value.Value).OrderBy(pair => pair.Key));
        Assert.True(state.Streams > 8 * 45, "no client came back as another instance");
    }

    private static void Ingest(ReaggregateState state, ReadOnlySpan<byte> request, ulong now)
    {
        using ProtobufWriter stamped = new();
        Assert.True(StreamStamp.Apply(request, StreamKey.Public, trustExisting: false, stamped));
        using ProtobufWriter clean = new();
        CleanPolicy policy = default;
        Assert.True(AttributeRewriter.Rewrite(Signal.Metrics, stamped.WrittenSpan, ref policy, clean));
        state.Ingest(clean.WrittenSpan, now);
    }

    private void Read(ReaggregateState state, ulong now)
    {
        using ProtobufWriter writer = new();
        state.Emit(now, writer);
        foreach (Metric metric in ExportMetricsServiceRequest.Parser.ParseFrom(writer.WrittenSpan).ResourceMetrics.Single().ScopeMetrics.Single().Metrics)
        {
            switch (metric.DataCase)
            {
                case Metric.DataOneofCase.Gauge:
                    Each(metric.Gauge.DataPoints, point => Take(metric, "gauge|mean", point.Attributes, 0, point.AsDouble));
                    break;
                case Metric.DataOneofCase.Sum:
                    Each(metric.Sum.DataPoints, point => Take(metric, "counter|count", point.Attributes, point.StartTimeUnixNano, point.AsInt));
                    break;
                default:
                    Each(metric.Histogram.DataPoints, point => TakeHistogram(metric, point));
                    break;
            }
        }
    }

    private void TakeHistogram(Metric metric, HistogramDataPoint point)
    {
        Take(metric, "histogram|count", point.Attributes, point.StartTimeUnixNano, point.Count);
        Take(metric, "histogram|sum", point.Attributes, point.StartTimeUnixNano, point.Sum);
        for (int i = 0; i < point.BucketCounts.Count; i++)
        {
            Take(metric, $"histogram|bucket {i}", point.Attributes, point.StartTimeUnixNano, point.BucketCounts[i]);
        }
    }

    private static void Each<T>(IEnumerable<T> points, Action<T> read)
    {
        foreach (T point in points)
        {
            read(point);
        }
    }

    private void Take(Metric metric, string kind, IEnumerable<KeyValue> labels, ulong start, double value)
    {
        Assert.Equal(["prod", "us-east"], labels.Take(2).Select(label => label.Value.StringValue));
        string key = $"{metric.Name}|{labels.Skip(2).SingleOrDefault()?.Value.StringValue}|{kind}";
        if (start != 0 && _totals.TryGetValue(key, out (ulong Start, double Value) before))
        {
            Assert.Equal(before.Start, start);
            Assert.True(value >= before.Value, $"{key} fell");
        }

        _totals[key] = (start, value);
    }

    private static Dictionary<string, double> Wanted(string json)
    {
        Dictionary<string, double> totals = [];
        foreach (JsonElement row in JsonDocument.Parse(json).RootElement.EnumerateArray())
        {
            string series = $"{row.GetProperty("metric").GetString()}|{row.GetProperty("template").GetString()}|";
            switch (row.GetProperty("kind").GetString())
            {
                case "gauge":
                    totals[series + "gauge|mean"] = row.GetProperty("mean").GetDouble();
                    break;
                case "counter":
                    totals[series + "counter|count"] = row.GetProperty("count").GetDouble();
                    break;
                default:
                    totals[series + "histogram|count"] = row.GetProperty("count").GetDouble();
                    totals[series + "histogram|sum"] = row.GetProperty("sum").GetDouble();
                    foreach ((int index, JsonElement bucket) in row.GetProperty("buckets").EnumerateArray().Index())
                    {
                        totals[$"{series}histogram|bucket {index}"] = bucket.GetDouble();
                    }

                    break;
            }
        }

        return totals;
    }

    /// <summary>Drops the bad labels, but for those of which a template says something.</summary>
    private struct CleanPolicy : IAttributePolicy
    {
        public readonly bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message) =>
            owner is AttributeOwner.ResourceItems or AttributeOwner.ScopeItems or AttributeOwner.Metric or AttributeOwner.DataPoint;

        public readonly AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute) =>
            owner != AttributeOwner.DataPoint ? AttributeAction.Keep : Encoding.UTF8.GetString(attribute.Key) switch
            {
                "env" or "region" or "otlpgateway.stream" => AttributeAction.Keep,
                "path" or "query" or "file_path" => AttributeAction.ReplaceValue,
                _ => AttributeAction.Drop,
            };

        public readonly void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination)
        {
            string value = Encoding.UTF8.GetString(attribute.Value.Bytes);
            string template = value.StartsWith("SELECT", StringComparison.Ordinal) ? Digits().Replace(value, "?") : Ids().Replace(value, "{id}");
            destination.WriteStringField(CommonFields.AnyValue.StringValue, template);
        }

        public readonly bool Leave(AttributeOwner owner) => false;

        public readonly void Append(AttributeOwner owner, AttributeAppender attributes) => throw new NotSupportedException();
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex("(abc)?[0-9]+")]
    private static partial Regex Ids();
}
