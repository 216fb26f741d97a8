// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>Holds the edge's answer about a request against the official library's.</summary>
internal static class EdgeOracle
{
    /// <summary>Returns whether the request was well-formed; asserts that everything we say about it is so.</summary>
    internal static bool Agrees(Signal signal, byte[] request)
    {
        EdgeResult result = OtlpEdge.Check(signal, request, EdgeLimits.Default);
        if (result.IsMalformed)
        {
            Assert.Equal(0, result.ItemCount);
            return false;
        }

        // Where the library refuses text that is not UTF-8, there is nothing to compare: we let it through.
        if (result.Warnings.InvalidUtf8 > 0)
        {
            return true;
        }

        IMessage theirs = Parse(signal, request);
        (int items, int rejected) = Apply(theirs);
        Assert.Equal(items, result.ItemCount);
        Assert.Equal(rejected, result.RejectedItems);
        Assert.Equal(rejected == 0, result.FirstItemFault == ItemFault.None);

        using var writer = new ProtobufWriter();
        Assert.Equal(result.AcceptedItems, OtlpEdge.WriteAccepted(signal, request, EdgeLimits.Default, writer));
        Assert.Equal(theirs, Parse(signal, writer.WrittenSpan.ToArray()));
        EdgeResult again = OtlpEdge.Check(signal, writer.WrittenSpan, EdgeLimits.Default);
        Assert.Equal((WireFault.None, result.AcceptedItems, 0), (again.Fault, again.ItemCount, again.RejectedItems));
        return true;
    }

    internal static IMessage Parse(Signal signal, byte[] bytes)
    {
        IMessage message = signal switch
        {
            Signal.Traces => new ExportTraceServiceRequest(),
            Signal.Metrics => new ExportMetricsServiceRequest(),
            _ => new ExportLogsServiceRequest(),
        };

        // Each of our value levels is two of the library's message levels.
        using var stream = new MemoryStream(bytes);
        var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, 1000);
        message.MergeFrom(input);
        return message;
    }

    private static (int Items, int Rejected) Apply(IMessage message) => message switch
    {
        ExportTraceServiceRequest traces => OracleRules.Apply(traces),
        ExportMetricsServiceRequest metrics => OracleRules.Apply(metrics),
        ExportLogsServiceRequest logs => (logs.ResourceLogs.SelectMany(resource => resource.ScopeLogs).Sum(scope => scope.LogRecords.Count), 0),
        _ => throw new ArgumentException("not an export request", nameof(message)),
    };
}
