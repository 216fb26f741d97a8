// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace OtlpGateway.ClickHouse.Tests.Rows;

/// <summary>Requests that are small and become several blocks, since every row repeats a large resource.</summary>
internal static class LargeResource
{
    private const ulong Hour = 3_600_000_000_000;

    /// <param name="spans">How many, each with an id of its own.</param>
    /// <param name="resourceBytes">What each row repeats.</param>
    /// <param name="time">When the spans start.</param>
    /// <param name="everyNthLater">Every nth span starts an hour later; 0 for none.</param>
    internal static byte[] Traces(int spans, int resourceBytes, ulong time, int everyNthLater)
    {
        ScopeSpans scope = new();
        for (int i = 0; i < spans; i++)
        {
            byte[] id = new byte[16];
            BinaryPrimitives.WriteInt32BigEndian(id, i + 1);
            ulong start = everyNthLater > 0 && i % everyNthLater == 0 ? time + Hour : time;
            scope.Spans.Add(new Span
            {
                TraceId = ByteString.CopyFrom(id),
                SpanId = ByteString.CopyFrom(id.AsSpan(0, 8)),
                Name = "span",
                StartTimeUnixNano = start,
                EndTimeUnixNano = start + 1,
            });
        }

        Resource resource = new() { Attributes = { new KeyValue { Key = "large", Value = new AnyValue { StringValue = new string('x', resourceBytes) } } } };
        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { Resource = resource, ScopeSpans = { scope } } } }.ToByteArray();
    }

    internal static int CountSpans(byte[] request) =>
        ExportTraceServiceRequest.Parser.ParseFrom(request).ResourceSpans.Sum(resource => resource.ScopeSpans.Sum(scope => scope.Spans.Count));
}
