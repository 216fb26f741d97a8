// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>The receiver's options that concern its membership in a group and its fetches; without effect on the embedded log.</summary>
public sealed class KafkaConsumerOptions : IValidatable
{
    /// <summary>A member that says nothing for so long loses its partitions; unset: 10s.</summary>
    public TimeSpan? SessionTimeout { get; set; }

    /// <summary>How often a member says that it is there; unset: 3s.</summary>
    public TimeSpan? HeartbeatInterval { get; set; }

    /// <summary>Deprecated: the one strategy.</summary>
    public string? GroupRebalanceStrategy { get; set; }

    /// <summary>How partitions are shared out: <c>cooperative-sticky</c> (default), <c>range</c>, <c>roundrobin</c>; the best first.</summary>
    public List<string>? GroupRebalanceStrategies { get; set; }

    /// <summary>A name by which the group knows this member again after a restart; empty: it is a new one each time.</summary>
    public string? GroupInstanceId { get; set; }

    /// <summary>Fewest bytes that a broker answers a fetch with before <see cref="MaxFetchWait"/> is over.</summary>
    public int? MinFetchSize { get; set; }

    /// <summary>Deprecated, no effect.</summary>
    public int? DefaultFetchSize { get; set; }

    /// <summary>Most bytes of one fetch from one broker; unset: what the client fetches by itself, 50 MiB.</summary>
    public int? MaxFetchSize { get; set; }

    /// <summary>How long a broker waits for <see cref="MinFetchSize"/>; unset: 250ms.</summary>
    public TimeSpan? MaxFetchWait { get; set; }

    /// <summary>Bytes that are read at once from one partition; unset: 1 MiB.</summary>
    public int? MaxPartitionFetchSize { get; set; }

    public void Validate(OptionsValidation validation) => KafkaConsumerSettings.Validate(this, validation);
}
