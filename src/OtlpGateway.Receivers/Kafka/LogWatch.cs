// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Health;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Asks the log every few seconds whether it is there and how far the partitions are behind. Readers cannot tell: without
/// brokers they have no partitions, and one that waits for a destination fetches nothing, while its lag grows.
/// </summary>
internal sealed class LogWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ComponentSettings _settings;
    private readonly ILogClient _log;
    private readonly IReadOnlyList<PartitionOwner> _owners;
    private readonly HealthBoard? _health;
    private readonly string _part;
    private readonly Task _loop;
    private bool _away;

    private LogWatch(ComponentSettings settings, ILogClient log, IReadOnlyList<PartitionOwner> owners)
    {
        _settings = settings;
        _log = log;
        _owners = owners;
        _health = settings.Services.GetService(typeof(HealthBoard)) as HealthBoard;
        _part = $"receiver {settings.Id} log";
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>The owners are read while it runs: none may be added.</summary>
    public static LogWatch Start(ComponentSettings settings, ILogClient log, IReadOnlyList<PartitionOwner> owners) => new(settings, log, owners);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _health?.Remove(_part);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        CancellationToken stopping = _stopping.Token;
        try
        {
            while (true)
            {
                if (await AnswersAsync(stopping))
                {
                    await Task.WhenAll(_owners.Select(owner => owner.MeasureAsync(stopping)));
                }

                await Task.Delay(Interval, _settings.Time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The receiver stops.
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken stopping)
    {
        try
        {
            await _log.CheckAsync(stopping);
        }
        catch (IOException error)
        {
            _health?.NotReady(_part, error.Message);
            if (!_away)
            {
                _away = true;
                KafkaReceiverLog.LogAway(_settings.Logger, error.Message);
            }

            return false;
        }

        if (_away)
        {
            _away = false;
            _health?.Ready(_part);
            KafkaReceiverLog.LogBack(_settings.Logger);
        }

        return true;
    }
}
