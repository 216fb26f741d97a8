// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Otlp.Answers;

/// <summary>The protobuf forms of what a client is told; the four signals' responses are the same on the wire.</summary>
internal static class ProtobufAnswers
{
    private const string RetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";
    private const int AnyTypeUrl = 1;
    private const int AnyValue = 2;
    private const int DurationSeconds = 1;
    private const int DurationNanos = 2;

    /// <summary>An Export*Response: nothing at all for a full success.</summary>
    public static void WriteExportResponse(ProtobufWriter writer, int rejected, string message)
    {
        if (rejected == 0 && message.Length == 0)
        {
            return;
        }

        int partial = writer.BeginMessage(TraceServiceFields.ExportTraceServiceResponse.PartialSuccess, message.Length);
        writer.WriteVarintField(TraceServiceFields.ExportTracePartialSuccess.RejectedSpans, (ulong)rejected);
        writer.WriteStringField(TraceServiceFields.ExportTracePartialSuccess.ErrorMessage, message);
        writer.EndMessage(partial);
    }

    /// <summary>A google.rpc.Status, with a RetryInfo where there is a delay.</summary>
    public static void WriteStatus(ProtobufWriter writer, in Refusal refusal)
    {
        writer.WriteVarintField(StatusFields.Status.Code, (ulong)refusal.Code);
        writer.WriteStringField(StatusFields.Status.Message, refusal.Message);
        if (refusal.RetryDelay is { } delay)
        {
            int any = writer.BeginMessage(StatusFields.Status.Details);
            writer.WriteStringField(AnyTypeUrl, RetryInfoType);
            int value = writer.BeginMessage(AnyValue);
            WriteRetryInfo(writer, delay);
            writer.EndMessage(value);
            writer.EndMessage(any);
        }
    }

    /// <summary>A google.rpc.RetryInfo alone, as Python clients read it.</summary>
    public static void WriteRetryInfo(ProtobufWriter writer, TimeSpan delay)
    {
        int duration = writer.BeginMessage(ErrorDetailsFields.RetryInfo.RetryDelay);
        writer.WriteVarintField(DurationSeconds, (ulong)(delay.Ticks / TimeSpan.TicksPerSecond));
        ulong nanos = (ulong)(delay.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        if (nanos > 0)
        {
            writer.WriteVarintField(DurationNanos, nanos);
        }

        writer.EndMessage(duration);
    }
}
