// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Log.Kafka.Producing;

/// <summary>One component's part in a shared producer.</summary>
internal sealed class KafkaProducer : ILogProducer
{
    private readonly SharedProducer _shared;
    private int _left;

    public KafkaProducer(SharedProducer shared)
    {
        _shared = shared;
        shared.Enter();
    }

    public ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken) =>
        _shared.ProduceAsync(record, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            await _shared.LeaveAsync();
        }
    }
}
