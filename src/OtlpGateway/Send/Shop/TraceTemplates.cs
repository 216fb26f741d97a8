// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Templates;
using static OtlpGateway.Wire.Otlp.Fields.TraceFields;

namespace OtlpGateway.Send.Shop;

/// <summary>Requests of spans: one envelope per service, in it what that service did in all of the request's traces.</summary>
internal static class TraceTemplates
{
    // Sampled, and known whether the parent is remote.
    private const uint Flags = 0x101;

    /// <param name="plan">The spans.</param>
    /// <param name="run">The eight bytes that all trace ids of a run begin with.</param>
    /// <param name="instance">The instance of the services.</param>
    public static RequestTemplate Build(IReadOnlyList<PlannedSpan> plan, ReadOnlyMemory<byte> run, string instance)
    {
        using TemplateBuilder request = new();
        foreach (IGrouping<ShopService, PlannedSpan> service in plan.GroupBy(p => p.Shape.Service))
        {
            request.Message(TracesData.ResourceSpans, envelope =>
            {
                envelope.Message(ResourceSpans.Resource, r => service.Key.WriteResource(r, instance));
                envelope.Message(ResourceSpans.ScopeSpans, scope =>
                {
                    scope.Message(ScopeSpans.Scope, service.Key.WriteScope);
                    foreach (PlannedSpan planned in service)
                    {
                        scope.Message(ScopeSpans.Spans, span => WriteSpan(span, planned, run));
                    }
                });
            });
        }

        return request.Build(plan.Count);
    }

    private static void WriteSpan(TemplateBuilder span, PlannedSpan planned, ReadOnlyMemory<byte> run)
    {
        ScenarioSpan shape = planned.Shape;
        TimeSpan start = planned.TraceBegan - TimeSpan.FromMilliseconds(shape.StartMs);
        TimeSpan end = planned.TraceBegan - TimeSpan.FromMilliseconds(shape.EndMs);
        span.Id(Span.TraceId, run.Span, planned.Root);
        span.Id(Span.SpanId, default, planned.Index);
        if (planned.Parent >= 0)
        {
            span.Id(Span.ParentSpanId, default, planned.Parent);
        }

        span.Fixed32(Span.Flags, Flags);
        span.Text(Span.Name, shape.Name);
        span.Varint(Span.Kind, Kind(shape.Role));
        span.Time(Span.StartTimeUnixNano, start);
        span.Time(Span.EndTimeUnixNano, end);
        SpanAttributes.Write(span, planned);
        if (shape.Failed)
        {
            WriteFailure(span, shape, end);
        }
    }

    private static void WriteFailure(TemplateBuilder span, ScenarioSpan shape, TimeSpan end)
    {
        // Where it happened it is an exception; further up it only has the status.
        if (shape.Role == SpanRole.HttpClient)
        {
            span.Message(Span.Events, e =>
            {
                e.Time(Event.TimeUnixNano, end);
                e.Text(Event.Name, "exception");
                e.Attribute(Event.Attributes, "exception.type", ShopFailure.Type);
                e.Attribute(Event.Attributes, "exception.message", ShopFailure.Message);
                e.Attribute(Event.Attributes, "exception.stacktrace", ShopFailure.StackTrace);
            });
        }

        span.Message(Span.Status, status =>
        {
            status.Text(Status.Message, ShopFailure.Message);
            status.Varint(Status.Code, 2);
        });
    }

    private static ulong Kind(SpanRole role) => role switch
    {
        SpanRole.HttpServer or SpanRole.RpcServer => 2,
        SpanRole.Producer => 4,
        SpanRole.Consumer => 5,
        _ => 3,
    };
}
