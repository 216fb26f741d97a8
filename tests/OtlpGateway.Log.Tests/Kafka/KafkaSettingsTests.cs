// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Log.Kafka.Native;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

public sealed class KafkaSettingsTests
{
    private const string Password = "correct-horse-battery";

    [Theory]
    [InlineData("acks", "1", "all")]
    [InlineData("request.required.acks", "0", "all")]
    [InlineData("enable.idempotence", "false", "true")]
    [InlineData("partitioner", "murmur2", "fnv1a_random")]
    public void ForProducer_WhatDeliveryDependsOn_IsNotToBeChanged(string name, string value, string effective)
    {
        Dictionary<string, string> settings = KafkaSettings.ForProducer(Address(producer: new() { [name] = value }));

        Assert.Equal(effective, settings[name == "request.required.acks" ? "acks" : name]);
        Assert.DoesNotContain("request.required.acks", settings.Keys);
    }

    [Theory]
    [InlineData("enable.auto.commit", "true", "false")]
    [InlineData("enable.auto.offset.store", "true", "false")]
    [InlineData("enable.partition.eof", "false", "true")]
    public void ForConsumer_WhatDeliveryDependsOn_IsNotToBeChanged(string name, string value, string effective)
    {
        LogConsumerSettings consumer = new("group", []) { Kafka = new Dictionary<string, string> { [name] = value, ["session.timeout.ms"] = "1234" } };

        Dictionary<string, string> settings = KafkaSettings.ForConsumer(Address(), consumer);

        Assert.Equal(effective, settings[name]);
        Assert.Equal("1234", settings["session.timeout.ms"]);
        Assert.Equal("group", settings["group.id"]);
        Assert.Equal("cooperative-sticky", settings["partition.assignment.strategy"]);
    }

    [Theory]
    [InlineData(null, null, "60000")]
    [InlineData("45000", null, "60000")]
    [InlineData("90000", null, "90000")]
    [InlineData("10000", "20000", "20000")]
    public void ForConsumer_RebalanceTimeout_IsAMinuteOrTheSessionOrAsConfigured(string? session, string? rebalance, string expected)
    {
        Dictionary<string, string> kafka = [];
        if (session is not null)
        {
            kafka["session.timeout.ms"] = session;
        }

        KafkaConnection connection = new() { Client = rebalance is null ? new Dictionary<string, string>() : new() { ["max.poll.interval.ms"] = rebalance } };
        Dictionary<string, string> settings = KafkaSettings.ForConsumer(
            KafkaFixture.Address(["kafka:9092"], connection), new LogConsumerSettings("group", []) { Kafka = kafka });
        Assert.Equal(expected, settings["max.poll.interval.ms"]);
        LibrdkafkaLibrary.Load();
        using ClientHandle taken = KafkaConf.Open(KafkaClientKind.Consumer, settings, KafkaEvents.Log);
        Assert.False(taken.IsInvalid);
    }

    [Fact]
    public void ForProducer_OtherSpelling_TakesThePlaceOfOurDefault()
    {
        Dictionary<string, string> settings = KafkaSettings.ForProducer(Address(producer: new() { ["message.timeout.ms"] = "7000" }));

        Assert.Equal("7000", settings["delivery.timeout.ms"]);
        Assert.DoesNotContain("message.timeout.ms", settings.Keys);
    }

    [Fact]
    public void Defaults_OfEachKindOfClient_AreTakenByTheLibrary()
    {
        LibrdkafkaLibrary.Load();
        using ClientHandle producer = KafkaConf.Open(KafkaClientKind.Producer, KafkaSettings.ForProducer(Address()), KafkaEvents.Log);
        using ClientHandle consumer = KafkaConf.Open(
            KafkaClientKind.Consumer, KafkaSettings.ForConsumer(Address(), new LogConsumerSettings("group", [])), KafkaEvents.Log);

        Assert.False(producer.IsInvalid);
        Assert.False(consumer.IsInvalid);
    }

    [Fact]
    public void Open_UnknownSetting_NamesIt()
    {
        LibrdkafkaLibrary.Load();
        IOException error = Assert.Throws<IOException>(() => KafkaConf.Open(
            KafkaClientKind.Producer, KafkaSettings.ForProducer(Address(producer: new() { ["no.such.setting"] = "1" })), KafkaEvents.Log));

        Assert.Contains("no.such.setting", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ssl.key.pem")]
    [InlineData("ssl.key.password")]
    [InlineData("sasl.oauthbearer.config")]
    [InlineData("sasl.oauthbearer.client.secret")]
    [InlineData("sasl.password")]
    public void Open_SecretThatIsNotTaken_DoesNotShowIt(string name)
    {
        Assert.True(KafkaSettings.IsSecret(name));
        LibrdkafkaLibrary.Load();
        Exception? error = Record.Exception(() =>
        {
            using ClientHandle client = KafkaConf.Open(
                KafkaClientKind.Producer, KafkaSettings.ForProducer(Address(client: new() { [name] = Password })), KafkaEvents.Log);
        });

        Assert.DoesNotContain(Password, error?.ToString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Identity_DependsOnEverythingAndShowsNothing()
    {
        string first = KafkaSettings.Identity(Address(client: new() { ["sasl.password"] = Password }));

        Assert.Equal(first, KafkaSettings.Identity(Address(client: new() { ["sasl.password"] = Password })));
        Assert.NotEqual(first, KafkaSettings.Identity(Address(client: new() { ["sasl.password"] = Password + "2" })));
        Assert.NotEqual(first, KafkaSettings.Identity(Address()));
        Assert.DoesNotContain(Password, first, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_ConfiguredPath_ComesFirstAndMustBeThere()
    {
        Assert.Equal("/opt/librdkafka.so", LibrdkafkaLibrary.Find("/app", "/opt/librdkafka.so", _ => true));
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => LibrdkafkaLibrary.Find("/app", "/opt/librdkafka.so", _ => false));
        Assert.Contains(LibrdkafkaLibrary.EnvironmentVariable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NothingConfigured_LooksBesideThenInTheSourceTree()
    {
        string built = $"/tree/eng/native/librdkafka/lib/{LibrdkafkaLibrary.BuiltVersion}/librdkafka.so";

        Assert.Equal("/tree/src/bin/librdkafka.so", LibrdkafkaLibrary.Find("/tree/src/bin", null, _ => true));
        Assert.Equal(built, LibrdkafkaLibrary.Find("/tree/src/bin", "", path => path == built));
        Assert.Null(LibrdkafkaLibrary.Find("/tree/src/bin", null, _ => false));
    }

    /// <summary>{"sub":"gateway","exp":1900000000} and no more.</summary>
    [Theory]
    [InlineData("e30.eyJzdWIiOiJnYXRld2F5IiwiZXhwIjoxOTAwMDAwMDAwfQ.c2ln", 1900000000L, "gateway")]
    [InlineData("e30.e30.c2ln", null, "")]
    [InlineData("no-jwt", null, "")]
    [InlineData("a.!!!.b", null, "")]
    [InlineData("e30.eyJleHAiOjk5OTk5OTk5OTk5OTk5OTk5fQ.c2ln", null, "")]
    public void Token_OfAnyKind_ItsExpiryAndSubjectAreReadWhereTheyAre(string token, long? expires, string subject)
    {
        (DateTimeOffset? found, string name) = KafkaToken.Read(token);

        Assert.Equal(expires, found?.ToUnixTimeSeconds());
        Assert.Equal(subject, name);
    }

    private static LogAddress Address(Dictionary<string, string>? client = null, Dictionary<string, string>? producer = null) =>
        KafkaFixture.Address(["localhost:1"], new KafkaConnection { Client = client ?? [], Producer = producer ?? [] });
}
