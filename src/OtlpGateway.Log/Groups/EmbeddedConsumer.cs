// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Embedded;

namespace OtlpGateway.Log.Groups;

/// <summary>A member of a consumer group of the embedded log.</summary>
internal sealed class EmbeddedConsumer(EmbeddedLog log, LogConsumerSettings settings) : ILogConsumer
{
    private IAssignmentHandler? _handler;
    private int _left;

    public IAssignmentHandler Handler => _handler ?? throw new InvalidOperationException("The consumer was not started.");

    public bool Reads(string topic) => settings.Topics.Any(filter => filter.Matches(topic));

    public async Task StartAsync(IAssignmentHandler handler, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _handler, handler, null) is not null)
        {
            throw new InvalidOperationException("The consumer was started already.");
        }

        await log.RegisterAsync(settings, cancellationToken);
        await log.Coordinator(settings.Group).JoinAsync(this).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_handler is not null && Interlocked.Exchange(ref _left, 1) == 0)
        {
            await log.Coordinator(settings.Group).LeaveAsync(this);
        }
    }
}
