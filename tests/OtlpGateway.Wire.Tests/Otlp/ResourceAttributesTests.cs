// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

public sealed class ResourceAttributesTests
{
    private static readonly (ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)[] Attributes =
        [("k"u8.ToArray(), "new"u8.ToArray()), ("other"u8.ToArray(), "text"u8.ToArray())];

    [Fact]
    public void Set_RandomRequests_ChangesTheResourcesAlone()
    {
        var random = new RandomOtlp(11);
        for (int round = 0; round < 60; round++)
        {
            byte[] request = random.Request(Signal.Traces);
            ExportTraceServiceRequest expected = ExportTraceServiceRequest.Parser.ParseFrom(request);
            foreach (var resource in expected.ResourceSpans)
            {
                resource.Resource ??= new OpenTelemetry.Proto.Resource.V1.Resource();
                foreach (KeyValue old in resource.Resource.Attributes.Where(attribute => attribute.Key is "k" or "other").ToList())
                {
                    resource.Resource.Attributes.Remove(old);
                }

                resource.Resource.Attributes.Add(new KeyValue { Key = "k", Value = new AnyValue { StringValue = "new" } });
                resource.Resource.Attributes.Add(new KeyValue { Key = "other", Value = new AnyValue { StringValue = "text" } });
            }

            Assert.Equal(expected, ExportTraceServiceRequest.Parser.ParseFrom(Set(request)));
        }
    }

    [Fact]
    public void Set_AttributeThatIsThere_IsReplaced()
    {
        byte[] once = Set(SampleTraces.Make(3).ToByteArray());
        Assert.Equal(once, Set(once));
    }

    private static byte[] Set(byte[] request)
    {
        using ProtobufWriter writer = new();
        ResourceAttributes.Set(request, Attributes, writer);
        Assert.Equal(WireFault.None, OtlpEdge.Check(Signal.Traces, writer.WrittenSpan, EdgeLimits.Default).Fault);
        return writer.WrittenSpan.ToArray();
    }
}
