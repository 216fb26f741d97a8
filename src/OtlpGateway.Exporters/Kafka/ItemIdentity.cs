// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>Says which item it is that cannot be stored, for whoever has to find its origin: names and ids, no content.</summary>
internal static class ItemIdentity
{
    private const int MostCharacters = 100;

    /// <param name="signal">The request's signal.</param>
    /// <param name="request">A request of one item.</param>
    public static string Describe(Signal signal, ReadOnlySpan<byte> request)
    {
        foreach (ResourceItemsCursor resource in ExportRequest.Resources(request))
        {
            foreach (ScopeItemsCursor scope in resource.Scopes)
            {
                string item = signal switch
                {
                    Signal.Traces => DescribeSpan(scope),
                    Signal.Metrics => DescribeMetric(scope),
                    _ => DescribeLog(scope),
                };
                return $"{item} of service \"{ServiceOf(resource)}\", scope \"{Text(scope.Scope.Name)}\"";
            }
        }

        return "an item";
    }

    private static string DescribeSpan(ScopeItemsCursor scope)
    {
        foreach (SpanCursor span in scope.Spans)
        {
            return $"span \"{Text(span.Name)}\" ({Convert.ToHexStringLower(span.SpanId)} in trace {Convert.ToHexStringLower(span.TraceId)})";
        }

        return "a span";
    }

    private static string DescribeMetric(ScopeItemsCursor scope)
    {
        foreach (MetricCursor metric in scope.Metrics)
        {
            return $"a point of metric \"{Text(metric.Name)}\"";
        }

        return "a data point";
    }

    private static string DescribeLog(ScopeItemsCursor scope)
    {
        foreach (LogRecordCursor log in scope.LogRecords)
        {
            return $"a log record of {log.TimeUnixNano} ns (trace \"{Convert.ToHexStringLower(log.TraceId)}\", event \"{Text(log.EventName)}\")";
        }

        return "a log record";
    }

    private static string ServiceOf(ResourceItemsCursor resource)
    {
        foreach (KeyValueCursor attribute in resource.Resource.Attributes)
        {
            if (attribute.Key.SequenceEqual("service.name"u8))
            {
                return Text(attribute.Value.Bytes);
            }
        }

        return "";
    }

    private static string Text(ReadOnlySpan<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MostCharacters)]);
        return utf8.Length > MostCharacters ? text + "..." : text;
    }
}
