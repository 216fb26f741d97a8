// SPDX-License-Identifier: Apache-2.0

using System.Collections;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>Texts that are no attributes, and items that go, against the official library's messages.</summary>
public sealed class TextRewriterTests
{
    private static readonly HashSet<string> Texts =
    [
        "schema_url", "trace_state", "description", "unit", "severity_text", "event_name", "version", "name", "message",
    ];

    [Theory]
    [InlineData(2, 0, "*")]
    [InlineData(3, 0, "")]
    [InlineData(2, 3, "a replacement that is longer than most texts, so that lengths of all messages around it change as well, even in their size")]
    [InlineData(1000, 2, "*")]
    [InlineData(4, 5, "*")]
    [InlineData(2, 1, "*")]
    public void Rewrite_RandomRequests_IsWhatTheOracleMakes(int textModulus, int itemModulus, string replacement)
    {
        var random = new RandomOtlp(71 + textModulus + itemModulus);
        using var writer = new ProtobufWriter();
        int changes = 0;
        for (int round = 0; round < 60; round++)
        {
            foreach (Signal signal in new[] { Signal.Traces, Signal.Metrics, Signal.Logs })
            {
                byte[] request = random.Request(signal);
                IMessage theirs = EdgeOracle.Parse(signal, request);
                Rewrite(theirs, textModulus, itemModulus, replacement);
                var policy = new TextPolicy(textModulus, itemModulus, replacement);
                writer.Clear();

                bool changed = AttributeRewriter.Rewrite(signal, request, ref policy, writer);

                changes += changed ? 1 : 0;
                Assert.Equal(theirs, EdgeOracle.Parse(signal, changed ? writer.WrittenSpan.ToArray() : request));
                Assert.True(changed || writer.Length == 0);
            }
        }

        Assert.True(changes > 10, $"{changes} requests changed");
    }

    private static void Rewrite(IMessage message, int textModulus, int itemModulus, string replacement)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            switch (field.Accessor.GetValue(message))
            {
                case string text when IsText(message, field) && TextPolicy.Replaces(Encoding.UTF8.GetByteCount(text), textModulus):
                    field.Accessor.SetValue(message, replacement);
                    break;
                case IList<string> keys when message is EntityRef:
                    for (int index = 0; index < keys.Count; index++)
                    {
                        keys[index] = TextPolicy.Replaces(Encoding.UTF8.GetByteCount(keys[index]), textModulus) ? replacement : keys[index];
                    }

                    break;
                case IList list when field.FieldType == FieldType.Message && list is not IEnumerable<KeyValue>:
                    for (int index = list.Count - 1; index >= 0; index--)
                    {
                        var item = (IMessage)list[index]!;
                        if (IsItem(item) && TextPolicy.Removes(item.CalculateSize(), itemModulus))
                        {
                            list.RemoveAt(index);
                        }
                        else
                        {
                            Rewrite(item, textModulus, itemModulus, replacement);
                        }
                    }

                    break;
                case IMessage inner and not AnyValue:
                    Rewrite(inner, textModulus, itemModulus, replacement);
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsText(IMessage message, FieldDescriptor field) => Texts.Contains(field.Name) || (message is EntityRef && field.Name == "type");

    private static bool IsItem(IMessage message) => message
        is Span or Span.Types.Event or Span.Types.Link or LogRecord or Exemplar
        or NumberDataPoint or HistogramDataPoint or ExponentialHistogramDataPoint or SummaryDataPoint;
}
