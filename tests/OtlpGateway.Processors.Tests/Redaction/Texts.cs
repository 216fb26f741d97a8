// SPDX-License-Identifier: Apache-2.0

using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>All texts of a request, keys of attributes included, found by reflection over the official messages.</summary>
internal static class Texts
{
    public static IEnumerable<string> Of(Signal signal, byte[] request)
    {
        List<string> texts = [];
        Visit(Parse(signal, request), text =>
        {
            texts.Add(text);
            return text;
        });
        return texts;
    }

    public static byte[] Append(Signal signal, byte[] request, string suffix) => Replace(signal, request, text => text + suffix);

    public static byte[] Replace(Signal signal, byte[] request, Func<string, string> replace)
    {
        IMessage message = Parse(signal, request);
        Visit(message, replace);
        return message.ToByteArray();
    }

    private static IMessage Parse(Signal signal, byte[] request) => signal switch
    {
        Signal.Traces => ExportTraceServiceRequest.Parser.ParseFrom(request),
        Signal.Metrics => ExportMetricsServiceRequest.Parser.ParseFrom(request),
        _ => ExportLogsServiceRequest.Parser.ParseFrom(request),
    };

    private static void Visit(IMessage message, Func<string, string> replace)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            object? value = field.Accessor.GetValue(message);
            switch (value)
            {
                case string { Length: > 0 } text:
                    field.Accessor.SetValue(message, replace(text));
                    break;
                case IList<string> keys:
                    for (int i = 0; i < keys.Count; i++)
                    {
                        keys[i] = replace(keys[i]);
                    }

                    break;
                case IList list when field.FieldType == FieldType.Message && !field.IsMap:
                    foreach (IMessage item in list.Cast<IMessage>())
                    {
                        Visit(item, replace);
                    }

                    break;
                case IMessage inner:
                    Visit(inner, replace);
                    break;
                default:
                    break;
            }
        }
    }
}
