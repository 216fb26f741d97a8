// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Send;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Tests.Send;

/// <summary>
/// What the scenario says must be found is what a reader finds who knows every stream: adds up increments, sees restarts,
/// and leaves out what comes late or twice.
/// </summary>
public sealed class CardinalityScenarioTests
{
    private static readonly byte[] Run = [8, 7, 6, 5, 4, 3, 2, 1];

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/json")]
    public async Task RunAsync_ManyClients_ExpectedTotalsAreThoseOfTheStreams(string protocol)
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync();
        SendSession session = new(Options(server, protocol == "grpc" ? SendProtocol.Grpc : SendProtocol.HttpJson), TimeProvider.System);
        await session.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, session.Statistics.Failed);
        Reader reader = new();
        foreach (byte[] message in server.Received.Where(request => request.Signal == Signal.Metrics).Select(request => request.Message))
        {
            EdgeResult check = OtlpEdge.Check(Signal.Metrics, message, EdgeLimits.Default);
            Assert.Equal((0, WireFault.None), (check.RejectedItems, check.Fault));
            reader.Read(ExportMetricsServiceRequest.Parser.ParseFrom(message));
        }

        Dictionary<string, double> expected = Expected(session.Expected!.Json());
        Assert.Equal(expected.OrderBy(pair => pair.Key), reader.Totals.OrderBy(pair => pair.Key));
        Assert.Equal(8, expected.Keys.Select(key => key.Split('|')[0]).Distinct().Count());
        Assert.True(reader.Restarts > 0, "no client restarted");
        Assert.True(reader.Late > 0, "no point was late");
        Assert.True(reader.Duplicates > 0, "no point came twice");
    }

    [Fact]
    public async Task RunAsync_RequestIsRefused_SaysThatItFailed()
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(_ => new ScriptedReply(HttpStatus: 400, GrpcStatus: 3));
        SendSession session = new(Options(server, SendProtocol.HttpProtobuf) with { Connections = 1 }, TimeProvider.System);
        await session.RunAsync(TestContext.Current.CancellationToken);
        Assert.True(session.Statistics.Failed > 0);
        Assert.Empty(Expected(session.Expected!.Json()));
    }

    private static SendOptions Options(ScriptedOtlpServer server, SendProtocol protocol) => new()
    {
        Scenario = SendScenario.Cardinality,
        Endpoint = protocol == SendProtocol.Grpc ? server.Grpc : server.Http,
        Protocol = protocol,
        Signals = [Signal.Metrics],
        Connections = 3,
        Batch = 45,
        Count = 45 * 60,
        Run = Run,
    };

    private static Dictionary<string, double> Expected(string json)
    {
        Dictionary<string, double> totals = [];
        foreach (JsonElement row in JsonDocument.Parse(json).RootElement.EnumerateArray())
        {
            string key = $"{row.GetProperty("metric").GetString()}|{row.GetProperty("kind").GetString()}|{row.GetProperty("template").GetString()}";
            switch (row.GetProperty("kind").GetString())
            {
                case "gauge":
                    totals[key + "|min"] = row.GetProperty("min").GetDouble();
                    totals[key + "|max"] = row.GetProperty("max").GetDouble();
                    break;
                case "histogram":
                    totals[key + "|sum"] = row.GetProperty("sum").GetDouble();
                    totals[key + "|count"] = row.GetProperty("count").GetDouble();
                    break;
                default:
                    totals[key + "|count"] = row.GetProperty("count").GetDouble();
                    break;
            }
        }

        return totals;
    }

    /// <summary>Adds up what every stream says, in the order of arrival.</summary>
    private sealed class Reader
    {
        private readonly Dictionary<string, (ulong Start, ulong Time, double Value)> _last = [];

        public Dictionary<string, double> Totals { get; } = [];

        public int Restarts { get; private set; }

        public int Late { get; private set; }

        public int Duplicates { get; private set; }

        public void Read(ExportMetricsServiceRequest request)
        {
            ResourceMetrics resource = Assert.Single(request.ResourceMetrics);
            string instance = resource.Resource.Attributes.Single(attribute => attribute.Key == "service.instance.id").Value.StringValue;
            foreach (Metric metric in Assert.Single(resource.ScopeMetrics).Metrics)
            {
                switch (metric.DataCase)
                {
                    case Metric.DataOneofCase.Gauge:
                        Each(metric.Gauge.DataPoints, point => ReadGauge(metric, Key(metric, "gauge", point.Attributes), point.AsDouble));
                        break;
                    case Metric.DataOneofCase.Sum:
                        bool delta = metric.Sum.AggregationTemporality == AggregationTemporality.Delta;
                        Each(metric.Sum.DataPoints, point => Add(
                            instance + delta, point.Attributes, Key(metric, "counter", point.Attributes) + "|count", point.StartTimeUnixNano, point.TimeUnixNano, point.AsInt, delta));
                        break;
                    default:
                        Each(metric.Histogram.DataPoints, point =>
                        {
                            string key = Key(metric, "histogram", point.Attributes);
                            Add(instance, point.Attributes, key + "|count", point.StartTimeUnixNano, point.TimeUnixNano, point.Count, false);
                            Add(instance, point.Attributes, key + "|sum", point.StartTimeUnixNano, point.TimeUnixNano, point.Sum, false);
                            Assert.Equal(point.Count, point.BucketCounts.Aggregate(0UL, (sum, count) => sum + count));
                        });
                        break;
                }
            }
        }

        private static void Each<T>(IEnumerable<T> points, Action<T> read)
        {
            foreach (T point in points)
            {
                read(point);
            }
        }

        private void ReadGauge(Metric metric, string key, double value)
        {
            Assert.NotEmpty(metric.Name);
            Totals[key + "|min"] = Math.Min(value, Totals.GetValueOrDefault(key + "|min", double.PositiveInfinity));
            Totals[key + "|max"] = Math.Max(value, Totals.GetValueOrDefault(key + "|max", double.NegativeInfinity));
        }

        private void Add(string writer, IEnumerable<KeyValue> labels, string key, ulong start, ulong time, double value, bool delta)
        {
            string stream = $"{writer}|{key}|{string.Join(',', labels.Select(label => label.Value.StringValue))}";
            double before = 0;
            if (_last.TryGetValue(stream, out var last))
            {
                if (time <= last.Time)
                {
                    _ = time == last.Time ? ++Duplicates : ++Late;
                    return;
                }

                Restarts += !delta && start > last.Time ? 1 : 0;
                before = !delta && start <= last.Time ? last.Value : 0;
            }

            _last[stream] = (start, time, value);
            Totals[key] = Totals.GetValueOrDefault(key) + value - before;
        }

        private static string Key(Metric metric, string kind, IEnumerable<KeyValue> labels)
        {
            string bad = labels.Single(label => label.Key is not ("env" or "region")).Value.StringValue;
            string template = metric.Name switch
            {
                "api_request_count" => bad.StartsWith("/users", StringComparison.Ordinal) ? "/users/{id}/orders/{id}" : "/products/{id}",
                "db_query_duration_seconds" => bad[..(bad.IndexOf('=', StringComparison.Ordinal) + 2)] + "?",
                "temp_file_size_bytes" => "/var/tmp/session-{id}/upload.part",
                _ => "",
            };
            return $"{metric.Name}|{kind}|{template}";
        }
    }
}
