// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Benchmarks.Processors;

/// <summary>
/// The whole processor on requests of 10,000 points in 100 metrics, three labels each: two of few values, and one that is
/// clean, a user, a path or a statement; two sets have 2 million values, nearly all of them new, of which those that are no users are soon limited. The two of few values are the
/// same in all points, but for one set, in which no label is that of the point before. Against the same walk over
/// the request with a policy that is shown every label and keeps it.
/// </summary>
internal sealed class CardinalityBenchmarks : IBenchmarkGroup
{
    private const int Metrics = 100;
    private const int PointsPerMetric = 100;
    private const int Points = Metrics * PointsPerMetric;
    private const int NewRequests = 200;

    public string Name => "cardinality";

    public void Run(BenchmarkRunner runner)
    {
        Measure(runner, "cardinality.clean", 1, (_, point) => ("zone", "eu-west-" + Text(point % 20)));
        Measure(runner, "cardinality.varied", 1, (_, point) => ("zone", "eu-west-" + Text(point % 20)), repeats: false);
        Measure(runner, "cardinality.users", 1, (_, point) => ("user_id", UserOf(point)));
        Measure(runner, "cardinality.paths", 1, (_, point) => ("path", "/users/abc" + Text(point) + "/orders/" + Text(point * 7)));
        Measure(runner, "cardinality.statements", 1, (_, point) => ("query", "SELECT * FROM orders WHERE id = " + Text(12_345 + point)));
        Measure(runner, "cardinality.new-users", NewRequests, (request, point) => ("user_id", UserOf((request * Points) + point)));
        Measure(runner, "cardinality.new-words", NewRequests, (request, point) => ("name", "customer-" + Word((request * Points) + point)));
    }

    /// <param name="repeats">True where the other two labels are those of the point before.</param>
    private static void Measure(
        BenchmarkRunner runner, string name, int requests, Func<int, int, (string Key, string Value)> label, bool repeats = true)
    {
        if (!runner.Wants(name))
        {
            return;
        }

        using TestSettings settings = new(TimeProvider.System, NullLogger.Instance);
        IProcessorFactory factory = new CardinalityFactory();
        Accepting next = new();
        IProcessor processor = factory.Create(
            settings.For("benchmark"), OptionsBinder.BindYaml<CardinalityOptions>("review_interval: 1h", new ConfigDiagnostics()), Signal.Metrics, next);
        processor.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        TelemetryBatch[] batches = [.. Enumerable.Range(0, requests).Select(request => TelemetryBatch.Create(
            Signal.Metrics, PooledBuffer.CopyOf(Request(point => label(request, point), repeats).ToByteArray()), Points, ClientContext.None))];
        using ProtobufWriter writer = new();
        int at = 0;
        runner.Ratio(name, new Workload(Points, batches[0].Bytes.Length), Process, () => Walk(batches[0], writer));
        processor.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        Array.ForEach(batches, batch => batch.Dispose());

        void Process()
        {
            ValueTask<Outcome> answer = processor.ConsumeAsync(batches[at++ % batches.Length], CancellationToken.None);
            if (!answer.IsCompletedSuccessfully || !answer.Result.IsSuccess)
            {
                throw new InvalidOperationException("the batch was not passed on");
            }
        }
    }

    /// <summary>What it costs to be shown every label, and to do nothing.</summary>
    private static void Walk(TelemetryBatch batch, ProtobufWriter writer)
    {
        KeepPolicy policy = default;
        if (AttributeRewriter.Rewrite(Signal.Metrics, batch.Bytes.Span, ref policy, writer) || policy.Labels != 3 * Points)
        {
            throw new InvalidOperationException("the labels were not shown");
        }
    }

    private static ExportMetricsServiceRequest Request(Func<int, (string Key, string Value)> label, bool repeats)
    {
        ScopeMetrics scope = new();
        for (int metric = 0; metric < Metrics; metric++)
        {
            Sum sum = new() { IsMonotonic = true, AggregationTemporality = AggregationTemporality.Cumulative };
            for (int point = 0; point < PointsPerMetric; point++)
            {
                (string key, string value) = label((metric * PointsPerMetric) + point);
                sum.DataPoints.Add(new NumberDataPoint
                {
                    StartTimeUnixNano = 1_763_600_000_000_000_000,
                    TimeUnixNano = 1_763_633_472_000_000_000,
                    AsInt = point,
                    Attributes =
                    {
                        Attribute("env", repeats ? "prod" : "prod" + Text(point % 3)),
                        Attribute("region", repeats ? "us-east" : "us-east" + Text(point % 5)),
                        Attribute(key, value),
                    },
                });
            }

            scope.Metrics.Add(new Metric { Name = "requests_" + Text(metric), Unit = "1", Sum = sum });
        }

        return new ExportMetricsServiceRequest { ResourceMetrics = { new ResourceMetrics { ScopeMetrics = { scope } } } };
    }

    private static KeyValue Attribute(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static string UserOf(int number) => new Guid(number, 7, 0x4A17, 0x9C, 1, 0x3F, 0x77, 0x12, 0x88, 3, 4).ToString();

    private static string Word(int number) => string.Concat(Text(number).Select(digit => (char)('a' + digit - '0')));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private struct KeepPolicy : IAttributePolicy
    {
        public int Labels { get; private set; }

        public readonly bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message) =>
            owner is AttributeOwner.ResourceItems or AttributeOwner.ScopeItems or AttributeOwner.Metric or AttributeOwner.DataPoint;

        public AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute)
        {
            Labels += attribute.Key.Length > 0 && attribute.Value.Kind == ValueKind.String ? 1 : 0;
            return AttributeAction.Keep;
        }

        public readonly void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) => throw new NotSupportedException();

        public readonly bool Leave(AttributeOwner owner) => false;

        public readonly void Append(AttributeOwner owner, AttributeAppender attributes) => throw new NotSupportedException();
    }

    private sealed class Accepting : IBatchConsumer
    {
        public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) => ValueTask.FromResult(Outcome.Accepted);
    }
}
