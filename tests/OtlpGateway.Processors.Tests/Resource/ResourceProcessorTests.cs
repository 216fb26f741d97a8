// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Processors.Tests.Attributes;
using OtlpGateway.Wire.Otlp;
using Xunit;
using ResourceMessage = OpenTelemetry.Proto.Resource.V1.Resource;

namespace OtlpGateway.Processors.Tests.Resource;

public sealed class ResourceProcessorTests
{
    private const string Zone = "attributes: [{key: zone, value: z1, action: upsert}, {key: secret, action: delete}]";

    [Fact]
    public void Process_ResourceLeftOut_IsAdded()
    {
        var request = new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { SchemaUrl = "s" } } };

        ExportTraceServiceRequest processed = AttributesRun.Process(Zone, request);

        Assert.Equal("s", processed.ResourceSpans[0].SchemaUrl);
        Assert.Equal([Text("zone", "z1")], processed.ResourceSpans[0].Resource.Attributes);
    }

    [Fact]
    public void Process_ResourceInTwoParts_IsOneResource()
    {
        byte[] first = new ResourceSpans { Resource = new ResourceMessage { Attributes = { Text("secret", "1") } } }.ToByteArray();
        byte[] second = new ResourceSpans { Resource = new ResourceMessage { Attributes = { Text("zone", "z9"), Text("secret", "2") } } }.ToByteArray();
        byte[] request = [0x0A, (byte)(first.Length + second.Length), .. first, .. second];

        byte[] processed = AttributesRun.Process(Zone, Signal.Traces, request).Bytes;

        Assert.Equal([Text("zone", "z1")], ExportTraceServiceRequest.Parser.ParseFrom(processed).ResourceSpans[0].Resource.Attributes);
    }

    [Fact]
    public void Process_SpansOfTheResource_AreNotTouched()
    {
        var span = new Span { Name = "n", Attributes = { Text("secret", "kept") } };
        var request = new ExportTraceServiceRequest
        {
            ResourceSpans = { new ResourceSpans { Resource = new ResourceMessage { Attributes = { Text("secret", "x") } }, ScopeSpans = { new ScopeSpans { Spans = { span } } } } },
        };

        ExportTraceServiceRequest processed = AttributesRun.Process(Zone, request);

        Assert.Equal(span, processed.ResourceSpans[0].ScopeSpans[0].Spans[0]);
        Assert.Equal([Text("zone", "z1")], processed.ResourceSpans[0].Resource.Attributes);
    }

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };
}
