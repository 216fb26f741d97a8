// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>Where reading an export request of traces, metrics or logs begins.</summary>
public static class ExportRequest
{
    /// <summary>The request's resources with what they sent. The three signals have the same envelopes.</summary>
    public static CursorSequence<ResourceItemsCursor> Resources(ReadOnlySpan<byte> request) =>
        new(request, TraceServiceFields.ExportTraceServiceRequest.ResourceSpans);
}
