// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OtlpGateway.Log.Contract;

namespace OtlpGateway.Log.Kafka;

/// <summary>
/// The settings of librdkafka's clients: what delivery depends on, over what the configuration says, over defaults of ours.
/// </summary>
internal static class KafkaSettings
{
    /// <summary>Longest time between produce and its answer, when the configuration says nothing.</summary>
    public const string DefaultDeliveryTimeoutMs = "30000";

    /// <summary>
    /// How long a member may take to give its partitions back when the group divides them anew, and so the longest time, and
    /// three seconds more, that one waits for the answer to its joining: a broker that is gone without a word holds it for
    /// no longer. Librdkafka's own value is five minutes; this is what the Collector's clients have.
    /// </summary>
    private const int DefaultRebalanceMs = 60_000;

    private const string Rebalance = "max.poll.interval.ms";
    private const string Session = "session.timeout.ms";

    private static readonly (string Name, string Value)[] ClientDefaults =
    [
        ("client.id", "otlp-gateway"),
        ("statistics.interval.ms", "10000"),
        ("reconnect.backoff.ms", "100"),
        ("reconnect.backoff.max.ms", "2000"),
        ("socket.keepalive.enable", "true"),

        // Several seconds on the way are normal for a request of many megabytes on a busy broker; minutes are not.
        ("socket.timeout.ms", "30000"),
    ];

    private static readonly (string Name, string Value)[] ProducerDefaults =
    [
        ("delivery.timeout.ms", DefaultDeliveryTimeoutMs),
        ("linger.ms", "5"),

        // Callers hold their own bytes while they wait: this bounds the copies.
        ("queue.buffering.max.kbytes", "131072"),
        ("queue.buffering.max.messages", "100000"),
        ("message.max.bytes", "1000000"),
    ];

    private static readonly (string Name, string Value)[] ConsumerDefaults =
    [
        ("partition.assignment.strategy", "cooperative-sticky"),
        ("queued.max.messages.kbytes", "16384"),
        ("queued.min.messages", "10000"),
        ("fetch.wait.max.ms", "250"),
        ("fetch.error.backoff.ms", "200"),
        (Session, "10000"),
        ("heartbeat.interval.ms", "3000"),
        ("allow.auto.create.topics", "false"),
    ];

    /// <summary>Delivery depends on these: they win over the configuration.</summary>
    private static readonly (string Name, string Value)[] ProducerOwn =
    [
        ("acks", "all"),
        ("enable.idempotence", "true"),
        ("log.queue", "true"),
    ];

    private static readonly (string Name, string Value)[] ConsumerOwn =
    [
        ("enable.auto.commit", "false"),
        ("enable.auto.offset.store", "false"),
        // Where that offset is not what was asked for, the reader says so: see PartitionFetcher.
        ("auto.offset.reset", "earliest"),
        ("enable.partition.eof", "true"),
        ("log.queue", "true"),
    ];

    /// <summary>Other spellings of the same setting; the configuration may use either.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["message.timeout.ms"] = "delivery.timeout.ms",
        ["request.required.acks"] = "acks",
        ["queue.buffering.max.ms"] = "linger.ms",
        ["metadata.broker.list"] = "bootstrap.servers",
        ["compression.type"] = "compression.codec",
        ["fetch.message.max.bytes"] = "max.partition.fetch.bytes",
    };

    public static Dictionary<string, string> ForProducer(LogAddress address)
    {
        Dictionary<string, string> settings = Client(address, ProducerDefaults);
        Apply(settings, address.Connection?.Producer);
        Apply(settings, ProducerOwn);
        settings["partitioner"] = address.Connection?.Partitioner ?? KafkaConnection.DefaultPartitioner;
        return settings;
    }

    public static Dictionary<string, string> ForConsumer(LogAddress address, LogConsumerSettings consumer)
    {
        Dictionary<string, string> settings = Client(address, ConsumerDefaults);
        Apply(settings, consumer.Kafka);
        Apply(settings, ConsumerOwn);
        settings["group.id"] = consumer.Group;
        if (!settings.ContainsKey(Rebalance))
        {
            // Librdkafka refuses one that is shorter than the session.
            int session = int.TryParse(settings[Session], NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 0;
            settings[Rebalance] = Math.Max(DefaultRebalanceMs, session).ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }

    /// <summary>For administration and for reading outside a group.</summary>
    public static Dictionary<string, string> ForAdministration(LogAddress address)
    {
        Dictionary<string, string> settings = Client(address, []);
        settings.Remove("statistics.interval.ms");
        return settings;
    }

    /// <summary>Same for two addresses that one producer can serve. No secret can be read out of it.</summary>
    public static string Identity(LogAddress address)
    {
        StringBuilder text = new();
        foreach ((string name, string value) in ForProducer(address).OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append('\0').Append(value).Append('\0');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>How often a consumer looks for new topics and partitions.</summary>
    public static TimeSpan RefreshInterval(Dictionary<string, string> consumer) =>
        consumer.TryGetValue("topic.metadata.refresh.interval.ms", out string? text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
        && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.FromMinutes(5);

    /// <summary>Whether the value of a setting is never to be printed.</summary>
    public static bool IsSecret(string name) =>
        name.Contains("password", StringComparison.Ordinal)
        || name.Contains("secret", StringComparison.Ordinal)
        || name.Contains("token", StringComparison.Ordinal)
        || name.Contains("key", StringComparison.Ordinal)
        || name.Contains("pem", StringComparison.Ordinal)
        || name.StartsWith("sasl.oauthbearer", StringComparison.Ordinal)
        || name.StartsWith("sasl.jaas", StringComparison.Ordinal);

    private static Dictionary<string, string> Client(LogAddress address, ReadOnlySpan<(string Name, string Value)> defaults)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        Apply(settings, ClientDefaults);
        Apply(settings, defaults);
        Apply(settings, address.Connection?.Client);
        settings["bootstrap.servers"] = string.Join(',', address.Brokers);
        return settings;
    }

    private static void Apply(Dictionary<string, string> settings, ReadOnlySpan<(string Name, string Value)> more)
    {
        foreach ((string name, string value) in more)
        {
            settings[name] = value;
        }
    }

    private static void Apply(Dictionary<string, string> settings, IReadOnlyDictionary<string, string>? more)
    {
        foreach ((string name, string value) in more ?? new Dictionary<string, string>())
        {
            settings[Aliases.GetValueOrDefault(name, name)] = value;
        }
    }
}
