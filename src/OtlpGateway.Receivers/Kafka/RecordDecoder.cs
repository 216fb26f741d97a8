// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Log.Contract;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Makes of a record's value what the pipeline may trust: a checked request in protobuf. What the gateway itself wrote
/// into its own log was checked at the edge, says so, and is not checked again.
/// </summary>
/// <param name="signal">Whose requests they are.</param>
/// <param name="encoding">How they are written.</param>
/// <param name="isOwnLog">True when nobody but the gateway can write to the log.</param>
/// <param name="headers">Headers that become resource attributes.</param>
internal sealed class RecordDecoder(Signal signal, RecordEncoding encoding, bool isOwnLog, HeaderExtraction headers)
{
    // Text that is not UTF-8 passes, and was counted where it came in.
    private static readonly EdgeLimits Limits = EdgeLimits.Default with { CountsInvalidText = false };

    /// <summary>Appends the record's request, or nothing when it is none.</summary>
    public RecordVerdict Append(in LogRecord record, ProtobufWriter destination)
    {
        IReadOnlyList<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Text)> attributes =
            signal == Signal.Profiles ? [] : headers.From(record);
        if (attributes.Count == 0)
        {
            return AppendRequest(record, destination);
        }

        using ProtobufWriter request = new(Math.Max(record.Value.Length, 64));
        RecordVerdict verdict = AppendRequest(record, request);
        if (!verdict.IsPoison)
        {
            ResourceAttributes.Set(request.WrittenSpan, attributes, destination);
        }

        return verdict;
    }

    private RecordVerdict AppendRequest(in LogRecord record, ProtobufWriter destination)
    {
        switch (encoding.Kind)
        {
            case RecordEncodingKind.OtlpProto when isOwnLog && TryReadItems(record, out int items):
                destination.WriteRaw(record.Value.Span);
                return new RecordVerdict(items, 0, "");
            case RecordEncodingKind.OtlpProto:
                return AppendChecked(record.Value.Span, destination);
            case RecordEncodingKind.OtlpJson:
                return AppendJson(record.Value.Span, destination);
            default:
                return AppendBareLog(record, destination);
        }
    }

    private RecordVerdict AppendJson(ReadOnlySpan<byte> text, ProtobufWriter destination)
    {
        using ProtobufWriter request = new(Math.Max(text.Length, 64));
        JsonResult result = OtlpJsonReader.Transcode(signal, text, request);
        return result.Fault == JsonFault.None
            ? AppendChecked(request.WrittenSpan, destination)
            : RecordVerdict.Poison(result.Message ?? result.Fault.ToString());
    }

    private RecordVerdict AppendBareLog(in LogRecord record, ProtobufWriter destination)
    {
        using ProtobufWriter request = new(record.Value.Length + 64);
        return BareLogs.Write(encoding, record, request) is { } fault
            ? RecordVerdict.Poison(fault)
            : AppendChecked(request.WrittenSpan, destination);
    }

    private RecordVerdict AppendChecked(ReadOnlySpan<byte> request, ProtobufWriter destination)
    {
        // The copy is checked, not the original: a copy runs through memory as fast as it can, and then is in the cache.
        int at = destination.Length;
        destination.WriteRaw(request);
        EdgeResult result = OtlpEdge.Check(signal, destination.WrittenSpan[at..], Limits);
        if (result.IsMalformed)
        {
            destination.Truncate(at);
            return RecordVerdict.Poison(result.DescribeFault());
        }

        if (result.RejectedItems > 0)
        {
            destination.Truncate(at);
            OtlpEdge.WriteAccepted(signal, request, Limits, destination);
        }

        return new RecordVerdict(result.AcceptedItems, result.RejectedItems, "");
    }

    private static bool TryReadItems(in LogRecord record, out int items)
    {
        for (int i = 0; i < record.Headers.Count; i++)
        {
            LogHeader header = record.Headers[i];
            if (header.Name == RecordHeaders.Items && header.Value.Length == sizeof(int))
            {
                items = BinaryPrimitives.ReadInt32LittleEndian(header.Value.Span);
                return items >= 0;
            }
        }

        items = 0;
        return false;
    }
}
