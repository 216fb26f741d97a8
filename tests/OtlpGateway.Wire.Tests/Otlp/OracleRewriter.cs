// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Wire.Otlp.Rewriting;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>What <see cref="KeyPolicy"/> does, done to the official library's messages.</summary>
internal sealed class OracleRewriter(int modulus, string replacement, AttributeOwner skipped, bool appends)
{
    internal void Rewrite(IMessage message)
    {
        AttributeOwner? owner = Owner(message);
        if (owner == skipped)
        {
            return;
        }

        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            object? value = field.Accessor.GetValue(message);
            switch (value)
            {
                case RepeatedField<KeyValue> attributes when field.Name is "attributes" or "filtered_attributes":
                    Rewrite(attributes, owner!.Value);
                    break;
                case RepeatedField<KeyValue> or AnyValue:
                    break;
                case System.Collections.IList list when field.FieldType == FieldType.Message:
                    foreach (IMessage item in list)
                    {
                        Rewrite(item);
                    }

                    break;
                case IMessage inner:
                    Rewrite(inner);
                    break;
                default:
                    break;
            }
        }

        if (message is LogRecord { Body.ValueCase: AnyValue.ValueOneofCase.StringValue } record)
        {
            switch (KeyPolicy.Case(Encoding.UTF8.GetByteCount(record.Body.StringValue), modulus))
            {
                case 1:
                    record.Body = null;
                    break;
                case 2:
                    record.Body.StringValue = replacement;
                    break;
                default:
                    break;
            }
        }
    }

    private void Rewrite(RepeatedField<KeyValue> attributes, AttributeOwner owner)
    {
        for (int index = 0; index < attributes.Count; index++)
        {
            int length = Encoding.UTF8.GetByteCount(attributes[index].Key);
            switch (KeyPolicy.Case(length, modulus))
            {
                case 1:
                    attributes.RemoveAt(index--);
                    break;
                case 2:
                    attributes[index].Value = new AnyValue { StringValue = replacement };
                    break;
                case 3:
                    attributes[index] = new KeyValue { Key = replacement, Value = new AnyValue { IntValue = length } };
                    break;
                default:
                    break;
            }
        }

        if (appends && KeyPolicy.Appends(owner))
        {
            attributes.Add(new KeyValue { Key = "added", Value = new AnyValue { StringValue = replacement } });
            attributes.Add(new KeyValue { Key = "number", Value = new AnyValue { IntValue = -1 } });
            attributes.Add(new KeyValue { Key = "empty", Value = new AnyValue() });
        }
    }

    private static AttributeOwner? Owner(IMessage message) => message switch
    {
        ResourceSpans or ResourceMetrics or ResourceLogs => AttributeOwner.ResourceItems,
        Resource => AttributeOwner.Resource,
        ScopeSpans or ScopeMetrics or ScopeLogs => AttributeOwner.ScopeItems,
        InstrumentationScope => AttributeOwner.Scope,
        Span => AttributeOwner.Span,
        Span.Types.Event => AttributeOwner.Event,
        Span.Types.Link => AttributeOwner.Link,
        LogRecord => AttributeOwner.LogRecord,
        Metric => AttributeOwner.Metric,
        NumberDataPoint or HistogramDataPoint or ExponentialHistogramDataPoint or SummaryDataPoint => AttributeOwner.DataPoint,
        Exemplar => AttributeOwner.Exemplar,
        _ => null,
    };
}
