// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>The receiver's own options in librdkafka's terms.</summary>
public static class KafkaConsumerSettings
{
    private const string Cooperative = "cooperative-sticky";

    /// <summary>Where <c>session_timeout</c> says nothing.</summary>
    public static TimeSpan DefaultSessionTimeout { get; } = TimeSpan.FromSeconds(10);

    /// <param name="options">The options.</param>
    /// <param name="instanceSuffix">Goes behind the member's fixed name, where one process has several members of one group.</param>
    public static IReadOnlyDictionary<string, string> Of(KafkaConsumerOptions options, string instanceSuffix) => new SettingsMap()
        .Add("session.timeout.ms", options.SessionTimeout ?? DefaultSessionTimeout)
        .Add("heartbeat.interval.ms", options.HeartbeatInterval ?? TimeSpan.FromSeconds(3))
        .Add("partition.assignment.strategy", Assignors(options))
        .Add("group.instance.id", string.IsNullOrEmpty(options.GroupInstanceId) ? null : options.GroupInstanceId + instanceSuffix)
        .Add("fetch.min.bytes", options.MinFetchSize)
        .Add("fetch.max.bytes", options.MaxFetchSize)
        .Add("fetch.wait.max.ms", options.MaxFetchWait ?? TimeSpan.FromMilliseconds(250))
        .Add("max.partition.fetch.bytes", options.MaxPartitionFetchSize)
        .Settings;

    internal static void Validate(KafkaConsumerOptions options, OptionsValidation validation)
    {
        Positive(validation, "min_fetch_size", options.MinFetchSize);
        Positive(validation, "max_fetch_size", options.MaxFetchSize);
        Positive(validation, "max_partition_fetch_size", options.MaxPartitionFetchSize);
        Positive(validation, "session_timeout", options.SessionTimeout?.Ticks);
        Positive(validation, "heartbeat_interval", options.HeartbeatInterval?.Ticks);
        Positive(validation, "max_fetch_wait", options.MaxFetchWait?.Ticks);
        if ((options.HeartbeatInterval ?? TimeSpan.FromSeconds(3)) >= (options.SessionTimeout ?? DefaultSessionTimeout))
        {
            validation.Error("heartbeat_interval", "must be less than session_timeout, a third of it usually");
        }

        if (options.MinFetchSize > options.MaxFetchSize)
        {
            validation.Error("min_fetch_size", "must not be greater than max_fetch_size");
        }

        if (options.DefaultFetchSize is not null)
        {
            validation.Warning("default_fetch_size", "deprecated, and has no effect; use max_partition_fetch_size");
        }

        ValidateStrategies(options, validation);
    }

    /// <summary>Warns of each option that is given although the log is embedded.</summary>
    public static void WarnOfNoEffect(KafkaConsumerOptions options, OptionsValidation validation)
    {
        EmbeddedOnly.Warn(validation, "session_timeout", options.SessionTimeout);
        EmbeddedOnly.Warn(validation, "heartbeat_interval", options.HeartbeatInterval);
        EmbeddedOnly.Warn(validation, "group_rebalance_strategy", options.GroupRebalanceStrategy);
        EmbeddedOnly.Warn(validation, "group_rebalance_strategies", options.GroupRebalanceStrategies);
        EmbeddedOnly.Warn(validation, "group_instance_id", options.GroupInstanceId);
        EmbeddedOnly.Warn(validation, "min_fetch_size", options.MinFetchSize);
        EmbeddedOnly.Warn(validation, "max_fetch_size", options.MaxFetchSize);
        EmbeddedOnly.Warn(validation, "max_fetch_wait", options.MaxFetchWait);
    }

    private static List<string> Strategies(KafkaConsumerOptions options) =>
        options.GroupRebalanceStrategies ?? (options.GroupRebalanceStrategy is { Length: > 0 } one ? [one] : [Cooperative]);

    /// <summary>The client cannot offer the cooperative strategy beside others: the first one's kind decides.</summary>
    private static string Assignors(KafkaConsumerOptions options)
    {
        List<string> strategies = Strategies(options);
        return strategies.Count == 0 || strategies[0] is Cooperative or "sticky"
            ? Cooperative
            : string.Join(",", strategies.Where(strategy => strategy is "range" or "roundrobin"));
    }

    private static void ValidateStrategies(KafkaConsumerOptions options, OptionsValidation validation)
    {
        bool old = options.GroupRebalanceStrategy is not null;
        string path = old ? "group_rebalance_strategy" : "group_rebalance_strategies";
        if (old)
        {
            validation.Warning(path, "deprecated; use group_rebalance_strategies");
        }

        if (old && options.GroupRebalanceStrategies is not null)
        {
            validation.Error(path, "cannot stand beside group_rebalance_strategies; remove it");
        }

        List<string> strategies = Strategies(options);
        foreach (string strategy in strategies.Where(strategy => strategy is not (Cooperative or "sticky" or "range" or "roundrobin")))
        {
            validation.Error(path, $"\"{strategy}\" is none of {Cooperative}, range, roundrobin");
        }

        if (strategies.Contains("sticky"))
        {
            validation.Warning(path, $"the Kafka client here has no sticky strategy; {Cooperative} is used instead, and members that offer only sticky cannot be in the same group");
        }
        else if (strategies.Count > 1 && strategies.Contains(Cooperative))
        {
            validation.Warning(path, $"{Cooperative} cannot be offered beside others by the Kafka client here; {Assignors(options)} is used");
        }
    }

    private static void Positive(OptionsValidation validation, string path, long? value)
    {
        if (value < 1)
        {
            validation.Error(path, "must be greater than 0");
        }
    }
}
