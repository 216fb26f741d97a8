// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp;

/// <summary>Encodes Export…ServiceResponse; the four signals' responses differ in names only, not in bytes.</summary>
public static class ExportResponse
{
    /// <summary>
    /// Writes the response: nothing at all for full success, which is what an empty message is. A message without
    /// rejected items is a warning, as the protocol allows.
    /// </summary>
    /// <param name="destination">Where the response is appended.</param>
    /// <param name="rejected">Spans, data points, log records or profiles that were not accepted.</param>
    /// <param name="message">For the client's developer; empty for none.</param>
    public static void Write(ProtobufWriter destination, long rejected = 0, string message = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rejected);
        if (rejected == 0 && message.Length == 0)
        {
            return;
        }

        int partial = destination.BeginMessage(TraceServiceFields.ExportTraceServiceResponse.PartialSuccess, message.Length);
        if (rejected != 0)
        {
            destination.WriteVarintField(TraceServiceFields.ExportTracePartialSuccess.RejectedSpans, (ulong)rejected);
        }

        if (message.Length != 0)
        {
            destination.WriteStringField(TraceServiceFields.ExportTracePartialSuccess.ErrorMessage, message);
        }

        destination.EndMessage(partial);
    }
}
