// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Testing.Delivery;
using RpcStatusMessage = Google.Rpc.Status;

namespace OtlpGateway.Receivers.Tests.Otlp.EdgeCases;

/// <summary>The receiver edge cases whose request is a protobuf message, over both protocols.</summary>
public sealed class EdgeCaseTests
{
    public static TheoryData<string> Numbers => [.. Cases.Keys];

    private static Dictionary<string, EdgeCase> Cases { get; } =
        WireCases.All().Concat(ContentCases.All()).ToDictionary(edgeCase => edgeCase.ToString());

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Export_EdgeCase_IsAnsweredAsListed(string name)
    {
        EdgeCase edgeCase = Cases[name];
        await using ReceiverHost host = await ReceiverHost.StartAsync(configure: options => options.Deduplication.Enabled = false);

        HttpReply http = await host.PostAsync(edgeCase.Signal, edgeCase.Body);
        AssertHttp(edgeCase, http);
        AssertDelivered(edgeCase, host.Pipeline, 1);

        GrpcReply grpc = await host.CallAsync(edgeCase.Signal, edgeCase.Body);
        AssertGrpc(edgeCase, grpc);
        AssertDelivered(edgeCase, host.Pipeline, 2);
        AssertBooks(edgeCase, host.Settings.Metrics);

        await host.AssertHealthyAsync();
    }

    private static void AssertHttp(EdgeCase edgeCase, HttpReply reply)
    {
        Assert.Equal("application/x-protobuf", reply.ContentType);
        if (edgeCase.Verdict == Verdict.Malformed)
        {
            Assert.Equal(400, reply.Status);
            RpcStatusMessage status = RpcStatusMessage.Parser.ParseFrom(reply.Body);
            Assert.Equal(3, status.Code);
            Assert.NotEmpty(status.Message);
            return;
        }

        Assert.Equal(200, reply.Status);
        AssertResponse(edgeCase, reply.Body);
    }

    private static void AssertGrpc(EdgeCase edgeCase, GrpcReply reply)
    {
        if (edgeCase.Verdict == Verdict.Malformed)
        {
            Assert.Equal(3, reply.Code);
            Assert.NotEmpty(reply.Message);
            return;
        }

        Assert.Equal(0, reply.Code);
        Assert.NotNull(reply.Body);
        AssertResponse(edgeCase, reply.Body);
    }

    private static void AssertResponse(EdgeCase edgeCase, byte[] body)
    {
        // The four signals' responses are the same on the wire.
        ExportTraceServiceResponse response = ExportTraceServiceResponse.Parser.ParseFrom(body);
        if (edgeCase.Verdict == Verdict.Ok)
        {
            Assert.Null(response.PartialSuccess);
            return;
        }

        Assert.Equal(edgeCase.Rejected, response.PartialSuccess.RejectedSpans);
        Assert.NotEmpty(response.PartialSuccess.ErrorMessage);
    }

    private static void AssertDelivered(EdgeCase edgeCase, ScriptedConsumer pipeline, int requests)
    {
        if (edgeCase.Delivered >= 0)
        {
            Assert.Equal(requests * edgeCase.Delivered, pipeline.Deliveries.Sum(delivery => delivery.ItemCount));
        }

        // What passes whole passes as it came: nothing is decoded and encoded again.
        if (edgeCase.Verdict == Verdict.Ok && pipeline.Deliveries.Count > 0)
        {
            Assert.All(pipeline.Deliveries, delivery => Assert.Equal(edgeCase.Body, delivery.Bytes));
        }
    }

    private static void AssertBooks(EdgeCase edgeCase, MetricReader metrics)
    {
        double refused = Sum(metrics, "refused");
        Assert.Equal(2 * edgeCase.Rejected, refused);
        Assert.Equal(2 * edgeCase.Rejected, metrics.Sum("otlpgateway_receiver_rejected_items", "reason=invalid_item"));
        if (edgeCase.Delivered >= 0)
        {
            Assert.Equal(2 * edgeCase.Delivered, Sum(metrics, "accepted"));
        }

        Assert.Equal(
            edgeCase.Verdict == Verdict.Malformed ? 2 : 0, metrics.Sum("otlpgateway_receiver_refused_requests", "reason=malformed"));
    }

    private static double Sum(MetricReader metrics, string what) =>
        new[] { "spans", "metric_points", "log_records" }.Sum(unit => metrics.Sum($"otelcol_receiver_{what}_{unit}"));
}
