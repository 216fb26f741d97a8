// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Templates;
using OtlpGateway.Wire.Otlp.Fields;
using static OtlpGateway.Wire.Otlp.Fields.LogsFields;

namespace OtlpGateway.Send.Shop;

/// <summary>Requests of log records: one record for each span of the plan, with that span's ids.</summary>
internal static class LogTemplates
{
    public static RequestTemplate Build(IReadOnlyList<PlannedSpan> plan, ReadOnlyMemory<byte> run, string instance)
    {
        using TemplateBuilder request = new();
        foreach (IGrouping<ShopService, PlannedSpan> service in plan.GroupBy(p => p.Shape.Service))
        {
            request.Message(LogsData.ResourceLogs, envelope =>
            {
                envelope.Message(ResourceLogs.Resource, r => service.Key.WriteResource(r, instance));
                envelope.Message(ResourceLogs.ScopeLogs, scope =>
                {
                    scope.Message(ScopeLogs.Scope, service.Key.WriteScope);
                    foreach (PlannedSpan planned in service)
                    {
                        scope.Message(ScopeLogs.LogRecords, record => WriteRecord(record, planned, run));
                    }
                });
            });
        }

        return request.Build(plan.Count);
    }

    private static void WriteRecord(TemplateBuilder record, PlannedSpan planned, ReadOnlyMemory<byte> run)
    {
        ScenarioSpan shape = planned.Shape;
        TimeSpan at = planned.TraceBegan - TimeSpan.FromMilliseconds(shape.EndMs);
        (ulong number, string text) = shape.Failed ? (17UL, "ERROR") : shape.EndMs > 300 ? (13UL, "WARN") : (9UL, "INFO");
        record.Time(LogRecord.TimeUnixNano, at);
        record.Time(LogRecord.ObservedTimeUnixNano, at);
        record.Varint(LogRecord.SeverityNumber, number);
        record.Text(LogRecord.SeverityText, text);
        record.Message(LogRecord.Body, body => body.Text(CommonFields.AnyValue.StringValue, Body(planned)));
        record.CounterAttribute(LogRecord.Attributes, "log.record.uid", Convert.ToHexStringLower(run.Span), planned.Index);
        record.Attribute(LogRecord.Attributes, "thread.name", $"worker-{planned.Customer % 16}");
        record.Attribute(LogRecord.Attributes, "code.function.name", $"example.shop.{shape.Service.Name}.handle{shape.Role}");
        record.Attribute(LogRecord.Attributes, "enduser.id", $"customer-{planned.Customer}");
        record.Attribute(LogRecord.Attributes, "duration_ms", shape.EndMs - shape.StartMs);
        if (shape is { Failed: true, Role: SpanRole.HttpClient })
        {
            record.Attribute(LogRecord.Attributes, "exception.type", ShopFailure.Type);
            record.Attribute(LogRecord.Attributes, "exception.message", ShopFailure.Message);
            record.Attribute(LogRecord.Attributes, "exception.stacktrace", ShopFailure.StackTrace);
        }

        record.Fixed32(LogRecord.Flags, 1);
        record.Id(LogRecord.TraceId, run.Span, planned.Root);
        record.Id(LogRecord.SpanId, default, planned.Index);
    }

    private static string Body(PlannedSpan planned)
    {
        ScenarioSpan shape = planned.Shape;
        string outcome = shape.Failed ? $"failed: {ShopFailure.Message}" : "ok";
        return $"{shape.Name} for customer-{planned.Customer} took {shape.EndMs - shape.StartMs} ms: {outcome}";
    }
}
