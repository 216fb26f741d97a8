// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Profiles.V1Development;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

public sealed class ResponseTests
{
    [Fact]
    public void Write_FullSuccess_IsTheEmptyMessage()
    {
        Assert.Empty(Encode(0, ""));
    }

    [Theory]
    [InlineData(3, "three were bad")]
    [InlineData(0, "only a warning")]
    [InlineData(long.MaxValue, "")]
    public void Write_PartialSuccess_IsReadByEverySignalsLibrary(long rejected, string message)
    {
        byte[] response = Encode(rejected, message);

        Assert.Equal(new ExportTraceServiceResponse { PartialSuccess = new() { RejectedSpans = rejected, ErrorMessage = message } }, ExportTraceServiceResponse.Parser.ParseFrom(response));
        Assert.Equal(new ExportMetricsServiceResponse { PartialSuccess = new() { RejectedDataPoints = rejected, ErrorMessage = message } }, ExportMetricsServiceResponse.Parser.ParseFrom(response));
        Assert.Equal(new ExportLogsServiceResponse { PartialSuccess = new() { RejectedLogRecords = rejected, ErrorMessage = message } }, ExportLogsServiceResponse.Parser.ParseFrom(response));
        Assert.Equal(new ExportProfilesServiceResponse { PartialSuccess = new() { RejectedProfiles = rejected, ErrorMessage = message } }, ExportProfilesServiceResponse.Parser.ParseFrom(response));
    }

    [Theory]
    [InlineData(3, "bad request", null)]
    [InlineData(14, "später wieder", 0.0)]
    [InlineData(14, "", 0.25)]
    [InlineData(8, "slow down", 90.0000001)]
    public void Write_Status_IsWhatTheLibraryWrites(int code, string message, double? delaySeconds)
    {
        TimeSpan? delay = delaySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var expected = new Google.Rpc.Status { Code = code, Message = message };
        if (delay is { } known)
        {
            expected.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(known) }));
        }

        using var writer = new ProtobufWriter();
        RpcStatus.Write(writer, code, message, delay);

        Assert.Equal(expected.ToByteArray(), writer.WrittenSpan.ToArray());
    }

    private static byte[] Encode(long rejected, string message)
    {
        using var writer = new ProtobufWriter();
        ExportResponse.Write(writer, rejected, message);
        return writer.WrittenSpan.ToArray();
    }
}
