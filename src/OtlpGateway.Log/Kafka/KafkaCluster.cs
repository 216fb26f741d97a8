// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Administration;
using OtlpGateway.Log.Kafka.Producing;

namespace OtlpGateway.Log.Kafka;

/// <summary>What all components share that reach the same brokers with the same settings.</summary>
internal sealed class KafkaCluster(LogAddress address, KafkaContext context) : IDisposable
{
    public LogAddress Address { get; } = address;

    public KafkaContext Context { get; } = context;

    public SharedProducer Producer { get; } = new(address, context);

    public KafkaAdmin Admin { get; } = new(address, context);

    /// <summary>Guarded by the one who counts.</summary>
    public int Users { get; set; }

    public void Dispose() => Admin.Dispose();
}
