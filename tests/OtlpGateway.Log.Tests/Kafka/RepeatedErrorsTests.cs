// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Testing.Delivery;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

public sealed class RepeatedErrorsTests
{
    private readonly FakeTime _time = new();
    private readonly RepeatedErrors _errors;

    public RepeatedErrorsTests() => _errors = new RepeatedErrors(_time);

    [Fact]
    public void IsToBeSaid_TheSameAgain_OnceAMinuteWithItsNumber()
    {
        Assert.Equal("kafka:9092: Connection refused, 0", Say(ErrorCode.Local_Transport, "kafka:9092: Connection refused (after 0ms in state CONNECT)"));
        Assert.Null(Say(ErrorCode.Local_Transport, "kafka:9092: Connection refused (after 3ms in state CONNECT, 1 identical error(s) suppressed)"));
        Assert.Null(Say(ErrorCode.Local_Transport, "kafka:9092: Connection refused (after 1ms in state CONNECT)"));

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("kafka:9092: Connection refused, 2", Say(ErrorCode.Local_Transport, "kafka:9092: Connection refused (after 0ms in state CONNECT)"));
    }

    [Fact]
    public void IsToBeSaid_AllBrokersDownInOtherWords_IsTheSame()
    {
        Assert.Equal("No broker is reached; it is tried again, 0", Say(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
        Assert.Null(Say(ErrorCode.Local_AllBrokersDown, "0/1 brokers are down"));
    }

    [Fact]
    public void IsToBeSaid_AnotherBroker_IsSaid()
    {
        Assert.NotNull(Say(ErrorCode.Local_Transport, "a:9092: Connection refused"));
        Assert.NotNull(Say(ErrorCode.Local_Transport, "b:9092: Connection refused"));
        Assert.NotNull(Say(ErrorCode.Local_Resolve, "b:9092: Connection refused"));
    }

    [Fact]
    public void IsToBeSaid_MoreTextsThanAreKept_AreAllSaid()
    {
        for (int i = 0; i < 1000; i++)
        {
            Assert.NotNull(Say(ErrorCode.Local_Transport, $"broker {i}"));
        }
    }

    private string? Say(ErrorCode code, string text) => _errors.IsToBeSaid(code, ref text, out int repeated) ? $"{text}, {repeated}" : null;
}
