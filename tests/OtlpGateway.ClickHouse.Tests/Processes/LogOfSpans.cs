// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace OtlpGateway.ClickHouse.Tests.Processes;

/// <summary>A log that always has the same requests: an offset is one request of spans whose ids are the offset's.</summary>
internal static class LogOfSpans
{
    internal const int SpansPerOffset = 40;

    private const ulong FirstDay = 1_750_000_000_000_000_000;
    private const ulong Day = 86_400_000_000_000;

    /// <summary>The requests of [start, end) as one.</summary>
    internal static byte[] Read(long start, long end)
    {
        using MemoryStream request = new();
        for (long offset = start; offset < end; offset++)
        {
            Request(offset).WriteTo(request);
        }

        return request.ToArray();
    }

    /// <summary>One log record.</summary>
    internal static byte[] OneLog() => new ExportLogsServiceRequest
    {
        ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { new LogRecord { TimeUnixNano = FirstDay, EventName = "event" } } } } } },
    }.ToByteArray();

    private static ExportTraceServiceRequest Request(long offset)
    {
        ScopeSpans scope = new();
        for (int i = 0; i < SpansPerOffset; i++)
        {
            byte[] id = new byte[16];
            BinaryPrimitives.WriteInt64BigEndian(id, offset + 1);
            BinaryPrimitives.WriteInt32BigEndian(id.AsSpan(8), i + 1);
            scope.Spans.Add(new Span
            {
                TraceId = ByteString.CopyFrom(id),
                SpanId = ByteString.CopyFrom(id.AsSpan(4, 8)),
                Name = "span " + (i % 5),
                StartTimeUnixNano = FirstDay + ((ulong)(i % 3) * Day) + (ulong)offset,
                EndTimeUnixNano = FirstDay + ((ulong)(i % 3) * Day) + (ulong)offset + 1000,
                Attributes = { new KeyValue { Key = "offset", Value = new AnyValue { IntValue = offset } } },
            });
        }

        Resource resource = new() { Attributes = { new KeyValue { Key = "service.name", Value = new AnyValue { StringValue = "shop" } } } };
        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { Resource = resource, ScopeSpans = { scope } } } };
    }
}
