// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>Fills a map in one pass over a request: every field is read once.</summary>
internal ref struct MapWalk<TGrouping>
    where TGrouping : struct, IItemGrouping
{
    private readonly Signal _signal;
    private readonly ReadOnlySpan<byte> _request;
    private readonly ItemMap _map;
    private readonly ref TGrouping _grouping;

    internal MapWalk(Signal signal, ReadOnlySpan<byte> request, ItemMap map, ref TGrouping grouping)
    {
        _signal = signal;
        _request = request;
        _map = map;
        _grouping = ref grouping;
    }

    internal void Run()
    {
        _map.Clear();
        var reader = new ProtobufReader(_request);
        while (reader.Read())
        {
            if (reader.Field == TraceServiceFields.ExportTraceServiceRequest.ResourceSpans)
            {
                WalkResourceItems(reader.ValueStart, reader.Position);
            }
            else
            {
                _map.AddRun(ItemMap.Root, reader.FieldStart, reader.Position);
            }
        }

        _map.LinkGroups();
    }

    private void WalkResourceItems(int start, int end)
    {
        ReadOnlySpan<byte> message = _request[start..end];
        _grouping.EnterResource(message);
        int envelope = _map.AddEnvelope(ItemMap.Root, TraceServiceFields.ExportTraceServiceRequest.ResourceSpans);
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case TraceFields.ResourceSpans.ScopeSpans:
                    WalkScopeItems(envelope, TraceFields.ResourceSpans.ScopeSpans, start + reader.ValueStart, start + reader.Position);
                    break;
                case TraceFields.ResourceSpans.Legacy when HasScopes(message):
                    // The scopes' former field counts only where there is no other.
                    break;
                case TraceFields.ResourceSpans.Legacy:
                    WalkScopeItems(envelope, TraceFields.ResourceSpans.Legacy, start + reader.ValueStart, start + reader.Position);
                    break;
                default:
                    _map.AddRun(envelope, start + reader.FieldStart, start + reader.Position);
                    break;
            }
        }
    }

    private static bool HasScopes(ReadOnlySpan<byte> resourceItems)
    {
        var reader = new ProtobufReader(resourceItems);
        while (reader.Read())
        {
            if (reader.Field == TraceFields.ResourceSpans.ScopeSpans)
            {
                return true;
            }
        }

        return false;
    }

    private void WalkScopeItems(int parent, int field, int start, int end)
    {
        int envelope = _map.AddEnvelope(parent, field);
        if (_signal != Signal.Metrics)
        {
            AddItems(envelope, TraceFields.ScopeSpans.Spans, start, end);
            return;
        }

        var reader = new ProtobufReader(_request[start..end]);
        while (reader.Read())
        {
            if (reader.Field == MetricsFields.ScopeMetrics.Metrics)
            {
                WalkMetric(envelope, start + reader.ValueStart, start + reader.Position);
            }
            else
            {
                _map.AddRun(envelope, start + reader.FieldStart, start + reader.Position);
            }
        }
    }

    private void WalkMetric(int parent, int start, int end)
    {
        ReadOnlySpan<byte> message = _request[start..end];
        _grouping.EnterMetric(message);
        int envelope = _map.AddEnvelope(parent, MetricsFields.ScopeMetrics.Metrics);
        int items = _map.Items.Count;
        int kind = 0;
        int data = 0;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (!IsData(reader.Field))
            {
                _map.AddRun(envelope, start + reader.FieldStart, start + reader.Position);
                continue;
            }

            if (reader.Field != kind)
            {
                // Of several kinds of data the last one counts; data of one kind in a row is one message in several pieces.
                _map.Items.Truncate(items);
                kind = reader.Field;
                data = _map.AddEnvelope(envelope, kind);
            }

            AddItems(data, MetricsFields.Sum.DataPoints, start + reader.ValueStart, start + reader.Position);
        }
    }

    private static bool IsData(int field) => field is MetricsFields.Metric.Gauge or MetricsFields.Metric.Sum
        or MetricsFields.Metric.Histogram or MetricsFields.Metric.ExponentialHistogram or MetricsFields.Metric.Summary;

    private void AddItems(int envelope, int field, int start, int end)
    {
        ReadOnlySpan<byte> message = _request[start..end];
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field != field)
            {
                _map.AddRun(envelope, start + reader.FieldStart, start + reader.Position);
                continue;
            }

            _map.Items.Add(new ItemMap.Item
            {
                Start = start + reader.FieldStart,
                End = start + reader.Position,
                Envelope = envelope,
                Group = _grouping.GroupOf(reader.Bytes),
            });
        }
    }
}
