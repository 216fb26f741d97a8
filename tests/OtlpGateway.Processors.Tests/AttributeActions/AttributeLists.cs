// SPDX-License-Identifier: Apache-2.0

using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Tests.AttributeActions;

/// <summary>The lists of attributes in a request, by what they belong to.</summary>
internal static class AttributeLists
{
    public static IMessage Parse(Signal signal, ReadOnlySpan<byte> request) => signal switch
    {
        Signal.Traces => ExportTraceServiceRequest.Parser.ParseFrom(request),
        Signal.Metrics => ExportMetricsServiceRequest.Parser.ParseFrom(request),
        _ => ExportLogsServiceRequest.Parser.ParseFrom(request),
    };

    public static bool IsItem(IMessage message) => message is Span or LogRecord or NumberDataPoint or HistogramDataPoint
        or ExponentialHistogramDataPoint or SummaryDataPoint;

    /// <summary>Every message that has attributes, with them.</summary>
    public static IEnumerable<(IMessage Owner, RepeatedField<KeyValue> Attributes)> In(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType != FieldType.Message || field.IsMap)
            {
                continue;
            }

            object? value = field.Accessor.GetValue(message);
            if (value is RepeatedField<KeyValue> attributes)
            {
                yield return (message, attributes);
                continue;
            }

            IEnumerable inner = field.IsRepeated ? (IList)value! : value is IMessage single ? new[] { single } : Array.Empty<IMessage>();
            foreach (IMessage child in inner)
            {
                foreach ((IMessage, RepeatedField<KeyValue>) found in In(child))
                {
                    yield return found;
                }
            }
        }
    }

    /// <summary>
    /// The order of attributes means nothing, and an empty value what none means: in one form, so that two requests can be
    /// compared.
    /// </summary>
    public static IMessage Sorted(IMessage request)
    {
        foreach ((_, RepeatedField<KeyValue> attributes) in In(request).ToList())
        {
            List<KeyValue> sorted = [.. attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal)];
            attributes.Clear();
            attributes.Add(sorted);
            sorted.ForEach(attribute => attribute.Value ??= new AnyValue());
        }

        return request;
    }
}
