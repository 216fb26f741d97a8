// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using static OtlpGateway.Testing.Otlp.SampleParts;

namespace OtlpGateway.Testing.Otlp;

/// <summary>Metrics as a web service exports them: a histogram and a sum, ten points each with its labels.</summary>
public static class SampleMetrics
{
    private const int PointsPerMetric = 10;

    /// <param name="points">Data points, a multiple of 20.</param>
    /// <param name="seed">The same seed makes the same values.</param>
    public static ExportMetricsServiceRequest Make(int points, int seed = 1)
    {
        var random = new Random(seed);
        var scope = new ScopeMetrics { Scope = new InstrumentationScope { Name = "io.opentelemetry.http", Version = "2.11.0" } };
        for (int index = 0; index < points / (2 * PointsPerMetric); index++)
        {
            string number = index.ToString(CultureInfo.InvariantCulture);
            var durations = new Histogram { AggregationTemporality = AggregationTemporality.Cumulative };
            var requests = new Sum { AggregationTemporality = AggregationTemporality.Cumulative, IsMonotonic = true };
            for (int point = 0; point < PointsPerMetric; point++)
            {
                durations.DataPoints.Add(NextHistogram(random));
                requests.DataPoints.Add(NextNumber(random));
            }

            scope.Metrics.Add(new Metric { Name = "http.server.request.duration." + number, Unit = "s", Histogram = durations });
            scope.Metrics.Add(new Metric { Name = "http.server.requests." + number, Unit = "1", Sum = requests });
        }

        return new ExportMetricsServiceRequest { ResourceMetrics = { new ResourceMetrics { Resource = Service(), ScopeMetrics = { scope } } } };
    }

    private static HistogramDataPoint NextHistogram(Random random) => new()
    {
        StartTimeUnixNano = Start,
        TimeUnixNano = Start + 60_000_000_000,
        Count = 5050,
        Sum = random.NextDouble() * 100,
        BucketCounts = { 5, 20, 300, 1200, 1500, 1000, 600, 300, 100, 20, 5 },
        ExplicitBounds = { 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5 },
        Attributes = { Labels(random) },
    };

    private static NumberDataPoint NextNumber(Random random) => new()
    {
        StartTimeUnixNano = Start,
        TimeUnixNano = Start + 60_000_000_000,
        AsInt = random.Next(1_000_000),
        Attributes = { Labels(random) },
    };

    private static KeyValue[] Labels(Random random) =>
    [
        Text("http.request.method", "GET"),
        Text("http.route", "/api/v1/orders/" + random.Next(100).ToString(CultureInfo.InvariantCulture)),
        Whole("http.response.status_code", 200),
        Text("server.address", "checkout.shop.svc.cluster.local"),
    ];
}
