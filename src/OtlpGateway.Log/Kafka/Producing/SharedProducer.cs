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
    private ProducerClient? _alone;
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
        ProducerClient? alone = null;
        lock (_gate)
        {
            if (--_users == 0)
            {
                (last, alone) = (_client, _alone);
                _client = _alone = null;
            }
        }

        await Task.WhenAll(CloseAsync(last), CloseAsync(alone));
    }

    public async ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!TopicName.IsValid(record.Topic))
        {
            return new ProduceResult(ProduceStatus.Failed, 0, 0, $"Kafka: \"{record.Topic}\" is no topic name: {TopicName.Rule}.");
        }

        Task<ProduceResult> answer = Current().Produce(record);
        bool isFromBrokers = !answer.IsCompleted;
        ProduceResult result = await answer.WaitAsync(cancellationToken);

        // Brokers refuse a whole batch for its size; whether the record is too large is known when it is sent alone.
        return result.Status == ProduceStatus.TooLarge && isFromBrokers
            ? await Alone().Produce(record).WaitAsync(cancellationToken)
            : result;
    }

    /// <summary>For tests: the producer behaves as after an error that it cannot go on from.</summary>
    internal void Break(string reason) => Current().Break(reason);

    private static async Task CloseAsync(ProducerClient? client)
    {
        if (client is not null)
        {
            await client.DisposeAsync();
        }
    }

    private ProducerClient Current()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_client is null, this);
            return _client.IsFatal ? _client = Replace(_client, alone: false) : _client;
        }
    }

    /// <summary>A producer whose batches have one record; made when it is needed, which a fitting configuration never does.</summary>
    private ProducerClient Alone()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_client is null, this);
            return _alone = _alone is null ? Open(alone: true) : _alone.IsFatal ? Replace(_alone, alone: true) : _alone;
        }
    }

    private ProducerClient Replace(ProducerClient broken, bool alone)
    {
        context.Metrics.ProducerReplaced();
        KafkaClientLog.ProducerReplaced(context.Logger, address.ToString());

        // It answers what it still has while it goes.
        _ = CloseAsync(broken);
        return Open(alone);
    }

    private ProducerClient Open(bool alone = false)
    {
        Dictionary<string, string> settings = KafkaSettings.ForProducer(address);
        if (alone)
        {
            settings["batch.num.messages"] = "1";
        }

        return new ProducerClient(settings, address.Connection?.Token, context);
    }
}
