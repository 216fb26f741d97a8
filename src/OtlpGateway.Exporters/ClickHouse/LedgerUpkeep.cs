// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>Merges old claims now and then, while the store is open. A failure costs nothing but room.</summary>
internal sealed class LedgerUpkeep : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ClaimCompactor _compactor;
    private readonly string _target;
    private readonly TimeSpan _age;
    private readonly ComponentSettings _settings;
    private readonly Task _loop;

    internal LedgerUpkeep(ClaimCompactor compactor, string target, TimeSpan age, ComponentSettings settings)
    {
        _compactor = compactor;
        _target = target;
        _age = age;
        _settings = settings;
        _loop = age > TimeSpan.Zero ? Task.Run(RunAsync) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(Interval, _settings.Time);
        try
        {
            do
            {
                await MergeAsync();
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The store is closed.
        }
    }

    private async Task MergeAsync()
    {
        try
        {
            long rows = await _compactor.CompactAsync(_target, _age, _stopping.Token);
            if (rows > 0)
            {
                ClickHouseLog.LedgerMerged(_settings.Logger, _target, rows, _age);
            }
        }
        catch (ClickHouseException failure)
        {
            ClickHouseLog.LedgerNotMerged(_settings.Logger, _target, failure.Message);
        }
    }
}
