// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Send;
using OtlpGateway.Send.Report;
using OtlpGateway.Send.Transport;
using OtlpGateway.Testing.Delivery;
using Xunit;

namespace OtlpGateway.Tests.Send;

public sealed class SendPartsTests
{
    [Fact]
    public void BatchSource_Count_IsHandedOutExactly()
    {
        BatchSource source = new(batch: 10, count: 25);
        List<BatchRange> ranges = [];
        while (source.TryTake(out BatchRange range))
        {
            ranges.Add(range);
        }

        Assert.Equal([new BatchRange(1, 10), new BatchRange(11, 10), new BatchRange(21, 5)], ranges);
        Assert.False(source.TryTake(out _));
        Assert.True(new BatchSource(batch: 10, count: 0).TryTake(out _));
    }

    [Fact]
    public async Task Pacer_Rate_SpreadsRequestsAndEndsInTime()
    {
        FakeTime time = new();
        CancellationToken none = TestContext.Current.CancellationToken;
        Pacer pacer = new(rate: 100, TimeSpan.FromSeconds(2), time);
        Assert.True(await pacer.WaitAsync(150, none));
        Task<bool> second = pacer.WaitAsync(50, none).AsTask();
        time.Advance(TimeSpan.FromSeconds(1.4));
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(await second);
        Task<bool> third = pacer.WaitAsync(1, none).AsTask();
        time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.True(await third);
        Assert.False(await pacer.WaitAsync(1, none));
    }

    [Fact]
    public async Task Pacer_NoRate_GoesOnUntilTheTimeIsUp()
    {
        FakeTime time = new();
        Pacer pacer = new(rate: 0, TimeSpan.FromSeconds(2), time);
        Assert.True(await pacer.WaitAsync(1_000_000, TestContext.Current.CancellationToken));
        Assert.True(await pacer.WaitAsync(1_000_000, TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(await pacer.WaitAsync(1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void RetryPolicy_Waits_DoubleUpToABoundAndEndInTime()
    {
        RetryPolicy policy = new(TimeSpan.FromMinutes(1), new Random(1));
        Assert.InRange(policy.NextDelay(1, TimeSpan.Zero, null)!.Value.TotalMilliseconds, 50, 100);
        Assert.InRange(policy.NextDelay(4, TimeSpan.Zero, null)!.Value.TotalMilliseconds, 400, 800);
        Assert.InRange(policy.NextDelay(5000, TimeSpan.Zero, null)!.Value.TotalSeconds, 2.5, 5);
        Assert.Null(policy.NextDelay(3, TimeSpan.FromMinutes(1), null));
        Assert.Equal(TimeSpan.FromSeconds(7), policy.NextDelay(1, TimeSpan.Zero, TimeSpan.FromSeconds(7)));
        Assert.Equal(TimeSpan.FromSeconds(30), policy.NextDelay(1, TimeSpan.Zero, TimeSpan.MaxValue));
        Assert.Null(policy.NextDelay(1, TimeSpan.FromSeconds(58), TimeSpan.FromSeconds(7)));
        Assert.Null(new RetryPolicy(TimeSpan.Zero, new Random(1)).NextDelay(1, TimeSpan.FromMilliseconds(1), null));
    }

    [Fact]
    public void LatencyHistogram_Quantiles_AreWithinTheirBuckets()
    {
        LatencyHistogram histogram = new();
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (histogram.Quantile(0.5), histogram.Max));
        for (int i = 1; i <= 10_000; i++)
        {
            histogram.Record(TimeSpan.FromMicroseconds(i * 10));
        }

        Assert.InRange(histogram.Quantile(0.5).TotalMilliseconds, 50, 51);
        Assert.InRange(histogram.Quantile(0.99).TotalMilliseconds, 99, 100);
        Assert.Equal(TimeSpan.FromMilliseconds(100), histogram.Quantile(1));
        Assert.Equal(TimeSpan.FromMilliseconds(100), histogram.Max);
        histogram.Record(TimeSpan.FromDays(3650));
        histogram.Record(TimeSpan.FromSeconds(-1));
        Assert.Equal(TimeSpan.FromDays(3650), histogram.Max);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadRetryDelay_StatusDetails_PaddedOrNot(bool padded)
    {
        Status status = new() { Code = 14 };
        status.Details.Add(Any.Pack(new BadRequest()));
        status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(2500)) }));
        string text = Convert.ToBase64String(status.ToByteArray());
        Assert.Equal(TimeSpan.FromMilliseconds(2500), AnswerReader.ReadRetryDelay(padded ? text : text.TrimEnd('=')));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("AAAA")]
    [InlineData("CA4=")]
    public void ReadRetryDelay_NoneOrGarbage_IsNull(string text) => Assert.Null(AnswerReader.ReadRetryDelay(text));

    [Fact]
    public void ReadRetryDelay_Absurd_IsNull()
    {
        Status status = new();
        status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = new Duration { Seconds = long.MinValue } }));
        Assert.Null(AnswerReader.ReadRetryDelay(status.ToByteArray()));
    }
}
