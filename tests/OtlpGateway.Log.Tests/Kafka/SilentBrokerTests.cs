// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Native;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

/// <summary>Brokers that are gone without a word: no connection ends, no request is answered.</summary>
public sealed class SilentBrokerTests() : KafkaTest(SilentBrokerTests.Partitions, replicas: 1)
{
    private const int Partitions = 4;

    // Not the first, who is the controller: that topics can be asked for is another matter.
    private const int Silent = 2;
    private const int Next = 3;

    private const int KeepaliveTimer = 2;
    private const int TicksPerSecond = 100;

    [Fact]
    public async Task Member_CoordinatorFallsSilentWhileItJoins_JoinsAtTheNextAfterTheRebalanceTimeout()
    {
        Kafka.Brokers.SetGroupCoordinator(Kafka.Group, Silent);
        Kafka.Brokers.SetInitialRebalanceDelay(TimeSpan.FromMinutes(10));
        await using BrokerProxies proxies = BrokerProxies.Start(Kafka.Brokers);
        ILogClient log = Kafka.Own(await Kafka.Logs.OpenAsync(KafkaFixture.Address(proxies.BootstrapServers), null, Token));
        Dictionary<string, string> settings = new(KafkaFixture.QuickConsumer) { ["max.poll.interval.ms"] = "5000" };
        ILogConsumer consumer = Kafka.Own(log.CreateConsumer(new LogConsumerSettings(Kafka.Group, [new TopicFilter(Kafka.Topic)]) { Kafka = settings }));
        RecordingHandler handler = new();
        await consumer.StartAsync(handler, Token);
        await Eventually.IsAsync(() => proxies.Requests(Silent, KafkaApi.JoinGroup) > 0, Token);

        proxies.Silence(Silent);
        Kafka.Brokers.SetInitialRebalanceDelay(TimeSpan.Zero);
        Kafka.Brokers.SetGroupCoordinator(Kafka.Group, Next);

        // Librdkafka's own rebalance timeout, five minutes, is far behind the limit of this wait.
        await Eventually.IsAsync(() => handler.Owned.Count == Partitions, Token, TimeSpan.FromMinutes(2));
        Assert.True(proxies.Requests(Next, KafkaApi.JoinGroup) > 0);
    }

    [Fact]
    public async Task Connections_WhileTheyAreQuiet_AreProbedWithinSeconds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the kernel's table of connections.");
        await Kafka.JoinAsync();
        HashSet<int> brokers = [.. Kafka.Brokers.BootstrapServers.Select(broker => int.Parse(broker.Split(':')[^1], CultureInfo.InvariantCulture))];

        // The connections of administration are the package's own, with the system's two hours.
        await Eventually.IsAsync(() => KeepaliveTimers(brokers).Exists(due => due <= (BrokerSocket.IdleSeconds + 1) * TicksPerSecond), Token);
    }

    /// <summary>When each connection to these ports that waits in silence sends its next probe, in ticks of the kernel.</summary>
    private static List<int> KeepaliveTimers(HashSet<int> ports)
    {
        List<int> due = [];
        foreach (string line in File.ReadLines("/proc/self/net/tcp").Skip(1))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] timer = fields[5].Split(':');
            if (ports.Contains(Hex(fields[2].Split(':')[1])) && Hex(timer[0]) == KeepaliveTimer)
            {
                due.Add(Hex(timer[1]));
            }
        }

        return due;
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
