// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Kafka.Checkpoints;

/// <summary>Where the states of the steps behind a receiver are kept: beside its log, unless a step wants it otherwise.</summary>
internal sealed class CheckpointStores(LogAddress address, ILogClient log, ILogProducer producer, TimeProvider time)
{
    /// <summary>The topic on brokers.</summary>
    public const string DefaultTopic = "otlpgateway_state";

    private const string DirectoryName = "state";

    /// <summary>Throws <see cref="ComponentStartException"/> when there is no such place.</summary>
    public ICheckpointStore Of(CheckpointHome home)
    {
        if (home.Topic is not null && address.IsEmbedded)
        {
            throw new ComponentStartException($"state::topic needs brokers, and {address} is a log in a directory; leave it out, or set state::directory");
        }

        return home.Directory is { } directory
            ? new FileCheckpoints(Path.GetFullPath(directory))
            : address.Directory is { } own
            ? new FileCheckpoints(Path.Combine(own, DirectoryName))
            : new TopicCheckpoints(log, producer, home.Topic ?? DefaultTopic, time);
    }
}
