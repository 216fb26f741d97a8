// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace OtlpGateway.Testing.Otlp;

/// <summary>Traces and logs.</summary>
public sealed partial class RandomOtlp
{
    public ExportTraceServiceRequest Traces()
    {
        var request = new ExportTraceServiceRequest();
        for (int resources = Few(3); resources > 0; resources--)
        {
            var resource = new ResourceSpans { SchemaUrl = OneIn(2) ? Text() : "" };
            if (!OneIn(10))
            {
                resource.Resource = Resource();
            }

            for (int scopes = Few(3); scopes > 0; scopes--)
            {
                var scope = new ScopeSpans { SchemaUrl = OneIn(2) ? Text() : "" };
                if (!OneIn(10))
                {
                    scope.Scope = Scope();
                }

                for (int spans = Few(4); spans > 0; spans--)
                {
                    scope.Spans.Add(Span());
                }

                resource.ScopeSpans.Add(scope);
            }

            request.ResourceSpans.Add(resource);
        }

        return request;
    }

    public ExportLogsServiceRequest Logs()
    {
        var request = new ExportLogsServiceRequest();
        for (int resources = Few(3); resources > 0; resources--)
        {
            var resource = new ResourceLogs { Resource = OneIn(10) ? null : Resource(), SchemaUrl = OneIn(2) ? Text() : "" };
            for (int scopes = Few(3); scopes > 0; scopes--)
            {
                var scope = new ScopeLogs { Scope = OneIn(10) ? null : Scope(), SchemaUrl = OneIn(2) ? Text() : "" };
                for (int records = Few(4); records > 0; records--)
                {
                    scope.LogRecords.Add(LogRecord());
                }

                resource.ScopeLogs.Add(scope);
            }

            request.ResourceLogs.Add(resource);
        }

        return request;
    }

    public Span Span()
    {
        var span = new Span
        {
            TraceId = Bytes(16),
            SpanId = Bytes(8),
            ParentSpanId = OneIn(3) ? ByteString.Empty : Bytes(8),
            TraceState = OneIn(5) ? Text() : "",
            Name = Text(),
            Kind = (Span.Types.SpanKind)(OneIn(20) ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(6)),
            StartTimeUnixNano = Time(),
            EndTimeUnixNano = Time(),
            DroppedAttributesCount = Number32(),
            DroppedEventsCount = Number32(),
            DroppedLinksCount = Number32(),
            Flags = Number32(),
        };
        span.Attributes.Add(Attributes());
        for (int events = Few(2); events > 0; events--)
        {
            var item = new Span.Types.Event { TimeUnixNano = Time(), Name = Text(), DroppedAttributesCount = Number32() };
            item.Attributes.Add(Attributes());
            span.Events.Add(item);
        }

        for (int links = Few(2); links > 0; links--)
        {
            var link = new Span.Types.Link
            {
                TraceId = Bytes(16),
                SpanId = Bytes(8),
                TraceState = OneIn(2) ? Text() : "",
                DroppedAttributesCount = Number32(),
                Flags = Number32(),
            };
            link.Attributes.Add(Attributes());
            span.Links.Add(link);
        }

        if (!OneIn(4))
        {
            span.Status = new Status { Code = (Status.Types.StatusCode)_random.Next(4), Message = OneIn(2) ? Text() : "" };
        }

        return span;
    }

    public LogRecord LogRecord()
    {
        var record = new LogRecord
        {
            TimeUnixNano = OneIn(5) ? 0 : Time(),
            ObservedTimeUnixNano = OneIn(5) ? 0 : Time(),
            SeverityNumber = (SeverityNumber)_random.Next(-1, 26),
            SeverityText = OneIn(2) ? Text() : "",
            DroppedAttributesCount = Number32(),
            Flags = Number32(),
            TraceId = OneIn(3) ? ByteString.Empty : Bytes(16),
            SpanId = OneIn(3) ? ByteString.Empty : Bytes(8),
            EventName = OneIn(3) ? Text() : "",
        };
        if (!OneIn(8))
        {
            record.Body = Value(OneIn(3) ? 1 : 0);
        }

        record.Attributes.Add(Attributes());
        return record;
    }
}
