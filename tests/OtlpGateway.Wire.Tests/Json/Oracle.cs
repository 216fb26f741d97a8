// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using Google.Protobuf.Reflection;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Profiles.V1Development;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;

using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Json;

/// <summary>The generated classes, which know nothing of our code.</summary>
internal static class Oracle
{
    // Deeper than anything that our reader lets through.
    private const int RecursionLimit = 1000;

    public static MessageDescriptor Descriptor(Signal signal) => signal switch
    {
        Signal.Traces => ExportTraceServiceRequest.Descriptor,
        Signal.Metrics => ExportMetricsServiceRequest.Descriptor,
        Signal.Logs => ExportLogsServiceRequest.Descriptor,
        _ => ExportProfilesServiceRequest.Descriptor,
    };

    public static IMessage Parse(Signal signal, ReadOnlySpan<byte> bytes)
    {
        using CodedInputStream input = CodedInputStream.CreateWithLimits(
            new MemoryStream(bytes.ToArray()), int.MaxValue, RecursionLimit);
        return Descriptor(signal).Parser.ParseFrom(input);
    }

    /// <summary>A random message as it is after one serialisation, which loses the sign of a default zero.</summary>
    public static IMessage Random(Signal signal, RandomMessages random) =>
        Parse(signal, random.Next(Descriptor(signal)).ToByteArray());

    /// <summary>Fills in the embedded messages that are always written, whose presence JSON therefore does not keep.</summary>
    public static IMessage WithEmbedded(Signal signal, IMessage message)
    {
        Fill(message, OtlpSchema.Request(signal));
        return message;
    }

    /// <summary>Transcodes what must be good JSON and parses the outcome.</summary>
    public static IMessage Read(Signal signal, ReadOnlySpan<byte> json)
    {
        using ProtobufWriter wire = new();
        JsonResult result = OtlpJsonReader.Transcode(signal, json, wire);
        Assert.Equal((JsonFault.None, null), (result.Fault, result.Message));
        return Parse(signal, wire.WrittenSpan);
    }

    private static void Fill(IMessage message, MessageSchema schema)
    {
        foreach (JsonField field in schema.Fields)
        {
            if (field.Message is null)
            {
                continue;
            }

            FieldDescriptor descriptor = message.Descriptor.FindFieldByNumber(field.Number);
            object? value = descriptor.Accessor.GetValue(message);
            if (value is null && field.AlwaysWritten)
            {
                value = descriptor.MessageType.Parser.ParseFrom(ByteString.Empty);
                descriptor.Accessor.SetValue(message, value);
            }

            foreach (object? each in value as System.Collections.IList ?? new[] { value })
            {
                if (each is IMessage nested)
                {
                    Fill(nested, field.Message);
                }
            }
        }
    }
}
