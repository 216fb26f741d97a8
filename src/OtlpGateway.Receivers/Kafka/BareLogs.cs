// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Makes requests of one log record each of values that are bodies alone. The observed time is the Kafka record's, so that
/// a record that is read twice becomes the same log record.
/// </summary>
internal static class BareLogs
{
    private const long TicksToNanoseconds = 100;

    /// <summary>Appends the request. Null when that went well, else what is wrong.</summary>
    public static string? Write(RecordEncoding encoding, in LogRecord record, ProtobufWriter destination)
    {
        int resource = destination.BeginMessage(LogsServiceFields.ExportLogsServiceRequest.ResourceLogs, record.Value.Length + 32);
        int scope = destination.BeginMessage(LogsFields.ResourceLogs.ScopeLogs, record.Value.Length + 24);
        int log = destination.BeginMessage(LogsFields.ScopeLogs.LogRecords, record.Value.Length + 20);
        destination.WriteFixed64Field(LogsFields.LogRecord.ObservedTimeUnixNano, Nanoseconds(record.Timestamp));
        int body = destination.BeginMessage(LogsFields.LogRecord.Body, record.Value.Length + 5);
        string? fault = WriteBody(encoding, record.Value.Span, destination);
        destination.EndMessage(body);
        destination.EndMessage(log);
        destination.EndMessage(scope);
        destination.EndMessage(resource);
        return fault;
    }

    private static string? WriteBody(RecordEncoding encoding, ReadOnlySpan<byte> value, ProtobufWriter destination)
    {
        switch (encoding.Kind)
        {
            case RecordEncodingKind.Raw:
                destination.WriteBytesField(CommonFields.AnyValue.BytesValue, value);
                return null;
            case RecordEncodingKind.Json:
                return JsonBodyReader.Read(value, destination);
            case RecordEncodingKind.Text when encoding.Charset is null && System.Text.Unicode.Utf8.IsValid(value):
                destination.WriteBytesField(CommonFields.AnyValue.StringValue, value);
                return null;
            default:
                // What the character set does not have becomes U+FFFD.
                destination.WriteStringField(CommonFields.AnyValue.StringValue, (encoding.Charset ?? Encoding.UTF8).GetString(value));
                return null;
        }
    }

    private static ulong Nanoseconds(DateTimeOffset time) =>
        (ulong)Math.Max(0, (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TicksToNanoseconds);
}
