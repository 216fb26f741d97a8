// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Clients.Otlp;

/// <summary>Reads what servers answer in protobuf. A malformed answer reads as far as it goes.</summary>
public static class AnswerReader
{
    private const int AnyTypeUrl = 1;
    private const int AnyValue = 2;
    private const int DurationSeconds = 1;
    private const int DurationNanos = 2;

    /// <summary>Reads an Export...ServiceResponse; the signals' differ in names only. False when it is none.</summary>
    public static bool TryReadExportResponse(ReadOnlySpan<byte> response, out ExportAnswer answer)
    {
        long rejected = 0;
        string message = "";
        bool isWhole = TryFind(response, TraceServiceFields.ExportTraceServiceResponse.PartialSuccess, out ReadOnlySpan<byte> partial);
        ProtobufReader fields = new(partial);
        while (fields.Read())
        {
            switch (fields.Field)
            {
                case TraceServiceFields.ExportTracePartialSuccess.RejectedSpans when fields.Type == WireType.Varint:
                    rejected = fields.Int64;
                    break;
                case TraceServiceFields.ExportTracePartialSuccess.ErrorMessage when fields.Type == WireType.Length:
                    message = PeerText.Printable(Encoding.UTF8.GetString(fields.Bytes));
                    break;
                default:
                    break;
            }
        }

        answer = ExportAnswer.Accepted(rejected, message);
        return isWhole && fields.Fault == WireFault.None;
    }

    /// <summary>The message of a google.rpc.Status; empty when there is none.</summary>
    public static string ReadMessage(ReadOnlySpan<byte> status) => Encoding.UTF8.GetString(Find(status, StatusFields.Status.Message));

    /// <summary>The delay in a google.rpc.Status, or null.</summary>
    public static TimeSpan? ReadRetryDelay(ReadOnlySpan<byte> status)
    {
        ProtobufReader fields = new(status);
        while (fields.Read())
        {
            if (fields.Field == StatusFields.Status.Details
                && fields.Type == WireType.Length
                && Find(fields.Bytes, AnyTypeUrl).EndsWith("/google.rpc.RetryInfo"u8))
            {
                return ReadDuration(Find(Find(fields.Bytes, AnyValue), ErrorDetailsFields.RetryInfo.RetryDelay));
            }
        }

        return null;
    }

    /// <summary>The delay in a <c>grpc-status-details-bin</c> trailer, padded or not, or null.</summary>
    public static TimeSpan? ReadRetryDelay(string base64)
    {
        byte[] status = new byte[base64.Length];
        ReadOnlySpan<char> digits = base64.AsSpan().TrimEnd('=');
        string padded = string.Concat(digits, "===".AsSpan(0, (4 - (digits.Length % 4)) % 4));
        return Convert.TryFromBase64String(padded, status, out int written) ? ReadRetryDelay(status.AsSpan(0, written)) : null;
    }

    private static TimeSpan? ReadDuration(ReadOnlySpan<byte> duration)
    {
        long seconds = 0;
        long nanos = 0;
        ProtobufReader fields = new(duration);
        while (fields.Read())
        {
            seconds = fields.Field == DurationSeconds ? fields.Int64 : seconds;
            nanos = fields.Field == DurationNanos ? fields.Int32 : nanos;
        }

        bool isSane = seconds is >= 0 and < int.MaxValue && nanos is >= 0 and < 1_000_000_000;
        return isSane ? TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(nanos / TimeSpan.NanosecondsPerTick) : null;
    }

    /// <summary>The last occurrence of an embedded field; empty when there is none.</summary>
    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message, int field) =>
        TryFind(message, field, out ReadOnlySpan<byte> found) || !found.IsEmpty ? found : default;

    /// <summary>False when the message is malformed.</summary>
    private static bool TryFind(ReadOnlySpan<byte> message, int field, out ReadOnlySpan<byte> found)
    {
        found = default;
        ProtobufReader fields = new(message);
        while (fields.Read())
        {
            if (fields.Field == field && fields.Type == WireType.Length)
            {
                found = fields.Bytes;
            }
        }

        return fields.Fault == WireFault.None;
    }
}
