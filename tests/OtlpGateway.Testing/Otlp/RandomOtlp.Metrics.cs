// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace OtlpGateway.Testing.Otlp;

/// <summary>Metrics of all five kinds.</summary>
public sealed partial class RandomOtlp
{
    public ExportMetricsServiceRequest Metrics()
    {
        var request = new ExportMetricsServiceRequest();
        for (int resources = Few(3); resources > 0; resources--)
        {
            var resource = new ResourceMetrics { Resource = OneIn(10) ? null : Resource(), SchemaUrl = OneIn(2) ? Text() : "" };
            for (int scopes = Few(3); scopes > 0; scopes--)
            {
                var scope = new ScopeMetrics { Scope = OneIn(10) ? null : Scope(), SchemaUrl = OneIn(2) ? Text() : "" };
                for (int metrics = Few(4); metrics > 0; metrics--)
                {
                    scope.Metrics.Add(Metric());
                }

                resource.ScopeMetrics.Add(scope);
            }

            request.ResourceMetrics.Add(resource);
        }

        return request;
    }

    public Metric Metric()
    {
        var metric = new Metric { Name = "m" + Text(), Description = OneIn(2) ? Text() : "", Unit = OneIn(2) ? Text() : "" };
        metric.Metadata.Add(OneIn(5) ? Attributes() : []);
        int points = Few(4);
        switch (_random.Next(6))
        {
            case 0:
                metric.Gauge = new Gauge { DataPoints = { Several(points, NumberPoint) } };
                break;
            case 1:
                metric.Sum = new Sum { AggregationTemporality = Temporality(), IsMonotonic = OneIn(2), DataPoints = { Several(points, NumberPoint) } };
                break;
            case 2:
                metric.Histogram = new Histogram { AggregationTemporality = Temporality(), DataPoints = { Several(points, HistogramPoint) } };
                break;
            case 3:
                metric.ExponentialHistogram = new ExponentialHistogram { AggregationTemporality = Temporality(), DataPoints = { Several(points, ExponentialPoint) } };
                break;
            case 4:
                metric.Summary = new Summary { DataPoints = { Several(points, SummaryPoint) } };
                break;
            default:
                break;
        }

        return metric;
    }

    private static IEnumerable<T> Several<T>(int count, Func<T> make) => Enumerable.Range(0, count).Select(_ => make());

    private AggregationTemporality Temporality() => (AggregationTemporality)_random.Next(1, 3);

    public NumberDataPoint NumberPoint()
    {
        ulong time = Time();
        var point = new NumberDataPoint { TimeUnixNano = time, StartTimeUnixNano = OneIn(3) ? 0 : time - (ulong)_random.Next(1000) };
        if (OneIn(10))
        {
            point.Flags = 1;
        }
        else if (OneIn(2))
        {
            point.AsDouble = Double();
        }
        else
        {
            point.AsInt = _random.NextInt64(long.MinValue, long.MaxValue);
        }

        point.Exemplars.Add(Exemplars());
        point.Attributes.Add(Attributes());
        return point;
    }

    public HistogramDataPoint HistogramPoint()
    {
        ulong time = Time();
        var point = new HistogramDataPoint { TimeUnixNano = time, StartTimeUnixNano = OneIn(3) ? 0 : time - 1 };
        int bounds = Few(8);
        if (OneIn(6))
        {
            point.Count = (ulong)_random.Next(100);
        }
        else
        {
            double bound = _random.NextDouble() - 0.5;
            for (int index = 0; index < bounds; index++)
            {
                point.ExplicitBounds.Add(bound);
                bound += 0.001 + _random.NextDouble();
            }

            for (int index = 0; index <= bounds; index++)
            {
                ulong count = (ulong)_random.Next(1000);
                point.BucketCounts.Add(count);
                point.Count += count;
            }
        }

        SetOptional(value => point.Sum = value, value => point.Min = value, value => point.Max = value);
        point.Exemplars.Add(Exemplars());
        point.Attributes.Add(Attributes());
        return point;
    }

    public ExponentialHistogramDataPoint ExponentialPoint()
    {
        ulong time = Time();
        var point = new ExponentialHistogramDataPoint
        {
            TimeUnixNano = time,
            StartTimeUnixNano = OneIn(3) ? 0 : time - 1,
            Scale = _random.Next(-4, 21),
            ZeroCount = (ulong)_random.Next(3),
            ZeroThreshold = OneIn(2) ? 0 : _random.NextDouble(),
        };
        point.Count = point.ZeroCount;
        if (!OneIn(4))
        {
            point.Positive = Buckets(point);
        }

        if (OneIn(3))
        {
            point.Negative = Buckets(point);
        }

        SetOptional(value => point.Sum = value, value => point.Min = value, value => point.Max = value);
        point.Exemplars.Add(Exemplars());
        point.Attributes.Add(Attributes());
        return point;
    }

    private ExponentialHistogramDataPoint.Types.Buckets Buckets(ExponentialHistogramDataPoint point)
    {
        var buckets = new ExponentialHistogramDataPoint.Types.Buckets { Offset = _random.Next(-3000, 3000) };
        for (int left = Few(10); left > 0; left--)
        {
            ulong count = (ulong)(OneIn(2) ? 0 : _random.NextInt64(1L << 40));
            buckets.BucketCounts.Add(count);
            point.Count += count;
        }

        return buckets;
    }

    public SummaryDataPoint SummaryPoint()
    {
        ulong time = Time();
        var point = new SummaryDataPoint { TimeUnixNano = time, StartTimeUnixNano = OneIn(3) ? 0 : time - 1, Count = (ulong)_random.Next(100), Sum = Double(), Flags = OneIn(10) ? 1u : 0 };
        for (int left = Few(3); left > 0; left--)
        {
            point.QuantileValues.Add(new SummaryDataPoint.Types.ValueAtQuantile { Quantile = _random.NextDouble(), Value = Double() });
        }

        point.Attributes.Add(Attributes());
        return point;
    }

    private List<Exemplar> Exemplars()
    {
        var exemplars = new List<Exemplar>();
        for (int left = OneIn(3) ? Few(2) : 0; left > 0; left--)
        {
            var exemplar = new Exemplar { TimeUnixNano = Time(), TraceId = OneIn(3) ? ByteString.Empty : Bytes(16), SpanId = OneIn(3) ? ByteString.Empty : Bytes(8) };
            if (OneIn(2))
            {
                exemplar.AsDouble = Double();
            }
            else if (!OneIn(5))
            {
                exemplar.AsInt = _random.NextInt64(long.MinValue, long.MaxValue);
            }

            exemplar.FilteredAttributes.Add(Attributes());
            exemplars.Add(exemplar);
        }

        return exemplars;
    }

    private void SetOptional(params ReadOnlySpan<Action<double>> setters)
    {
        foreach (Action<double> set in setters)
        {
            if (OneIn(2))
            {
                set(OneIn(3) ? 0 : _random.NextDouble() * 100);
            }
        }
    }
}
