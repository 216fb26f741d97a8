// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>Walks a request down to its items. Envelopes are read twice: for their own fields, then for what is inside.</summary>
internal readonly ref struct SplitWalk
{
    private readonly Signal _signal;
    private readonly ReadOnlySpan<byte> _request;
    private readonly PartWriter _parts;

    internal SplitWalk(Signal signal, ReadOnlySpan<byte> request, PartWriter parts)
    {
        _signal = signal;
        _request = request;
        _parts = parts;
    }

    internal void Run()
    {
        const int Inner = TraceServiceFields.ExportTraceServiceRequest.ResourceSpans;
        CopyOthers(_request, _parts.Enter(0), Inner, Inner);
        var reader = new MessageEnumerator(_request, Inner);
        while (reader.MoveNext())
        {
            WalkResourceItems(reader.Current);
        }

        _parts.Finish();
    }

    private void WalkResourceItems(ReadOnlySpan<byte> message)
    {
        bool hasScopes = CopyOthers(
            message,
            _parts.Enter(TraceServiceFields.ExportTraceServiceRequest.ResourceSpans),
            TraceFields.ResourceSpans.ScopeSpans,
            TraceFields.ResourceSpans.Legacy);

        // The scopes' former field counts only where there is no other.
        int field = hasScopes ? TraceFields.ResourceSpans.ScopeSpans : TraceFields.ResourceSpans.Legacy;
        var scopes = new MessageEnumerator(message, field);
        while (scopes.MoveNext())
        {
            WalkScopeItems(scopes.Current, field);
        }

        _parts.Leave();
    }

    private void WalkScopeItems(ReadOnlySpan<byte> message, int field)
    {
        const int Inner = TraceFields.ScopeSpans.Spans;
        CopyOthers(message, _parts.Enter(field), Inner, Inner);
        if (_signal == Signal.Metrics)
        {
            var metrics = new MessageEnumerator(message, Inner);
            while (metrics.MoveNext())
            {
                WalkMetric(metrics.Current);
            }
        }
        else
        {
            AddItems(message, Inner);
        }

        _parts.Leave();
    }

    private void WalkMetric(ReadOnlySpan<byte> message)
    {
        MetricCursor metric = MetricCursor.Read(message);
        ProtobufWriter ownFields = _parts.Enter(MetricsFields.ScopeMetrics.Metrics);
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (!IsData(reader.Field))
            {
                ownFields.WriteRaw(reader.FieldBytes);
            }
        }

        // Data of one kind in several members is one message in several pieces.
        ProtobufWriter dataFields = _parts.Enter((int)metric.Kind);
        var data = new MessageEnumerator(metric.Data, (int)metric.Kind);
        while (data.MoveNext())
        {
            CopyOthers(data.Current, dataFields, MetricsFields.Sum.DataPoints, MetricsFields.Sum.DataPoints);
        }

        data = new MessageEnumerator(metric.Data, (int)metric.Kind);
        while (data.MoveNext())
        {
            AddItems(data.Current, MetricsFields.Sum.DataPoints);
        }

        _parts.Leave();
        _parts.Leave();
    }

    private static bool IsData(int field) => field is MetricsFields.Metric.Gauge or MetricsFields.Metric.Sum
        or MetricsFields.Metric.Histogram or MetricsFields.Metric.ExponentialHistogram or MetricsFields.Metric.Summary;

    private void AddItems(ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == field)
            {
                _parts.Add(reader.FieldBytes);
            }
        }
    }

    /// <summary>Copies all fields but two, and tells whether the first of the two was there.</summary>
    private static bool CopyOthers(ReadOnlySpan<byte> message, ProtobufWriter destination, int field, int otherField)
    {
        bool found = false;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == field)
            {
                found = true;
            }
            else if (reader.Field != otherField)
            {
                destination.WriteRaw(reader.FieldBytes);
            }
        }

        return found;
    }
}
