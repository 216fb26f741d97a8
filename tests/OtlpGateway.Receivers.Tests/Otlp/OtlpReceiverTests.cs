// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Otlp;

public sealed class OtlpReceiverTests
{
    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Metrics)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Profiles)]
    public async Task Export_GoodRequest_ArrivesByteForByteOverBothProtocols(Signal signal)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(configure: options => options.Deduplication.Enabled = false);

        HttpReply http = await host.PostAsync(signal, Bytes.Good(signal));
        GrpcReply grpc = await host.CallAsync(signal, Bytes.Good(signal));

        Assert.Equal(200, http.Status);
        Assert.Equal("application/x-protobuf", http.ContentType);
        Assert.Empty(http.Body);
        Assert.Equal(0, grpc.Code);
        Assert.NotNull(grpc.Body);
        Assert.Empty(grpc.Body);
        Assert.Equal(2, host.Pipeline.Deliveries.Count);
        Assert.All(host.Pipeline.Deliveries, delivery => Assert.Equal(Bytes.Good(signal), delivery.Bytes));
        Assert.Equal(["http", "grpc"], host.Pipeline.Deliveries.Select(delivery => delivery.Client.Transport));
        await host.AssertNothingHeldAsync();
    }
}
