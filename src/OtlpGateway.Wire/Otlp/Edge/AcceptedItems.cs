// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>
/// Copies a well-formed request without its rejected items. The rare path: it runs only when something is rejected, and
/// asks the checker about each item once more rather than have it remember.
/// </summary>
internal ref struct AcceptedItems
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Signal _signal;
    private readonly ProtobufWriter _destination;
    private EdgeChecker _checker;

    private AcceptedItems(Signal signal, ReadOnlySpan<byte> request, in EdgeLimits limits, ProtobufWriter destination)
    {
        _bytes = request;
        _signal = signal;
        _destination = destination;
        _checker = new EdgeChecker(request, limits);
    }

    /// <summary>Returns how many items were copied.</summary>
    internal static int Copy(Signal signal, ReadOnlySpan<byte> request, in EdgeLimits limits, ProtobufWriter destination)
    {
        if (signal is Signal.Profiles or Signal.Logs)
        {
            // Neither has items that could be rejected.
            destination.WriteRaw(request);
            return new EdgeChecker(request, limits).CheckRequest(signal).ItemCount;
        }

        var copy = new AcceptedItems(signal, request, limits, destination);
        var reader = new ProtobufReader(request);
        int items = 0;
        while (reader.Read())
        {
            if (reader.Field != TraceServiceFields.ExportTraceServiceRequest.ResourceSpans)
            {
                destination.WriteRaw(reader.FieldBytes);
                continue;
            }

            int bookmark = destination.BeginMessage(reader.Field, reader.Bytes.Length);
            items += copy.CopyResourceItems(reader.ValueStart, reader.Position);
            destination.EndMessage(bookmark);
        }

        return items;
    }

    private int CopyResourceItems(int start, int end)
    {
        var reader = new ProtobufReader(_bytes[start..end]);
        int items = 0;
        int legacyItems = 0;
        bool hasScopes = false;
        while (reader.Read())
        {
            if (reader.Field is not (TraceFields.ResourceSpans.ScopeSpans or TraceFields.ResourceSpans.Legacy))
            {
                _destination.WriteRaw(reader.FieldBytes);
                continue;
            }

            int bookmark = _destination.BeginMessage(reader.Field, reader.Bytes.Length);
            int copied = CopyScopeItems(start + reader.ValueStart, start + reader.Position);
            _destination.EndMessage(bookmark);
            if (reader.Field == TraceFields.ResourceSpans.Legacy)
            {
                legacyItems += copied;
            }
            else
            {
                hasScopes = true;
                items += copied;
            }
        }

        return hasScopes ? items : legacyItems;
    }

    private int CopyScopeItems(int start, int end)
    {
        var reader = new ProtobufReader(_bytes[start..end]);
        int items = 0;
        while (reader.Read())
        {
            if (reader.Field != TraceFields.ScopeSpans.Spans)
            {
                _destination.WriteRaw(reader.FieldBytes);
            }
            else if (_signal == Signal.Traces)
            {
                items += CopySpan(reader, start);
            }
            else
            {
                items += CopyMetric(reader, start);
            }
        }

        return items;
    }

    private int CopySpan(in ProtobufReader span, int start)
    {
        _checker.CheckSpan(start + span.ValueStart, start + span.Position, out SpanFindings found);
        if (found.Fault != ItemFault.None)
        {
            return 0;
        }

        _destination.WriteRaw(span.FieldBytes);
        return 1;
    }

    private int CopyMetric(in ProtobufReader metric, int start)
    {
        int valueStart = start + metric.ValueStart;
        _checker.CheckMetric(valueStart, start + metric.Position, out MetricFindings found);
        if (found.Fault != ItemFault.None || found.RejectedPoints == found.Points)
        {
            // A metric that came without points is no loss, and stays.
            if (found.Points > 0)
            {
                return 0;
            }

            _destination.WriteRaw(metric.FieldBytes);
            return 0;
        }

        if (found.RejectedPoints == 0)
        {
            _destination.WriteRaw(metric.FieldBytes);
            return found.Points;
        }

        int bookmark = _destination.BeginMessage(metric.Field, metric.Bytes.Length);
        CopyMetricFields(valueStart, start + metric.Position);
        _destination.EndMessage(bookmark);
        return found.Points - found.RejectedPoints;
    }

    private void CopyMetricFields(int start, int end)
    {
        var reader = new ProtobufReader(_bytes[start..end]);
        while (reader.Read())
        {
            if (reader.Field is MetricsFields.Metric.Gauge or MetricsFields.Metric.Sum or MetricsFields.Metric.Histogram
                or MetricsFields.Metric.ExponentialHistogram or MetricsFields.Metric.Summary)
            {
                int bookmark = _destination.BeginMessage(reader.Field, reader.Bytes.Length);
                CopyPoints(start + reader.ValueStart, start + reader.Position, (MetricKind)reader.Field);
                _destination.EndMessage(bookmark);
            }
            else
            {
                _destination.WriteRaw(reader.FieldBytes);
            }
        }
    }

    private void CopyPoints(int start, int end, MetricKind kind)
    {
        var reader = new ProtobufReader(_bytes[start..end]);
        while (reader.Read())
        {
            if (reader.Field == MetricsFields.Sum.DataPoints)
            {
                _checker.CheckPoint(start + reader.ValueStart, start + reader.Position, kind, out ItemFault fault, out _);
                if (fault != ItemFault.None)
                {
                    continue;
                }
            }

            _destination.WriteRaw(reader.FieldBytes);
        }
    }
}
