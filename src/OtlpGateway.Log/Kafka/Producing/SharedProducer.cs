// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Log.Kafka.Producing;

/// <summary>
/// The producer of one cluster and one set of settings, for all who use these: their records share requests. Made with
/// its first user, gone with its last, and made anew after an error that an idempotent producer cannot go on from.
/// </summary>
internal sealed class SharedProducer(LogAddress address, KafkaContext context)
{
    private readonly Lock _gate = new();
    private ProducerClient? _client;
    private int _users;

    public void Enter()
    {
        lock (_gate)
        {
            _client ??= Open();
            _users++;
        }
    }

    public async ValueTask LeaveAsync()
    {
        ProducerClient? last = null;
        lock (_gate)
        {
            if (--_users == 0)
            {
                last = _client;
                _client = null;
            }
        }

        if (last is not null)
        {
            await last.DisposeAsync();
        }
    }

    public async ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!TopicName.IsValid(record.Topic))
        {
            return new ProduceResult(ProduceStatus.Failed, 0, 0, $"Kafka: \"{record.Topic}\" is no topic name: {TopicName.Rule}.");
        }

        Task<ProduceResult> answer = Current().Produce(record);
        return await answer.WaitAsync(cancellationToken);
    }

    /// <summary>For tests: the producer behaves as after an error that it cannot go on from.</summary>
    internal void Break(string reason) => Current().Break(reason);

    private ProducerClient Current()
    {
        ProducerClient broken;
        ProducerClient made;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_client is null, this);
            if (!_client.IsFatal)
            {
                return _client;
            }

            broken = _client;
            made = _client = Open();
        }

        context.Metrics.ProducerReplaced();
        KafkaClientLog.ProducerReplaced(context.Logger, $"an error of the idempotent producer to {address}");

        // It answers what it still has while it goes.
        _ = broken.DisposeAsync().AsTask();
        return made;
    }

    private ProducerClient Open() => new(KafkaSettings.ForProducer(address), address.Connection?.Token, context);
}
