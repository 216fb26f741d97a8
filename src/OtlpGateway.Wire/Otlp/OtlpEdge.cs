// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Edge;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp;

/// <summary>
/// The one validating reader: what it accepts, everything behind it trusts. Allocates nothing and throws on no input.
/// </summary>
public static class OtlpEdge
{
    /// <summary>Checks one export request in one pass and counts its items.</summary>
    public static EdgeResult Check(Signal signal, ReadOnlySpan<byte> request, in EdgeLimits limits)
    {
        var checker = new EdgeChecker(request, limits);
        return checker.CheckRequest(signal);
    }

    /// <summary>
    /// Copies a request that <see cref="Check"/> found well-formed, without the items that it rejected, and returns how
    /// many items were copied. A metric of which every data point is rejected is left out; the envelopes stay.
    /// </summary>
    public static int WriteAccepted(Signal signal, ReadOnlySpan<byte> request, in EdgeLimits limits, ProtobufWriter destination) =>
        AcceptedItems.Copy(signal, request, limits, destination);

    /// <summary>The request's message type.</summary>
    public static string RequestName(Signal signal) => signal switch
    {
        Signal.Traces => "ExportTraceServiceRequest",
        Signal.Metrics => "ExportMetricsServiceRequest",
        Signal.Logs => "ExportLogsServiceRequest",
        Signal.Profiles => "ExportProfilesServiceRequest",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };

    /// <summary>What the signal's items are called, in the plural.</summary>
    public static string ItemName(Signal signal) => signal switch
    {
        Signal.Traces => "spans",
        Signal.Metrics => "data points",
        Signal.Logs => "log records",
        Signal.Profiles => "profile requests",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
