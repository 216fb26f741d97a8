// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Processors.Checkpoints;

/// <summary>The state of what comes from no log: in memory alone, and gone with the process.</summary>
internal sealed class MemoryState(ComponentSettings settings, EmissionSettings emission, EmissionDelivery delivery, MergedData data)
    : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    public MergedData Data => data;

    public void Start() => _loop = Task.Run(
        () => EmissionLoop.RunAsync(emission.Interval, settings.Time, EmitAsync, _stopping.Token), CancellationToken.None);

    /// <summary>Gives out a last time.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        await _stopping.CancelAsync();
        await _loop;
        await EmitAsync(deadline);
        delivery.Forget();
        Dispose();
    }

    public void Dispose()
    {
        data.Dispose();
        _stopping.Dispose();
    }

    private async Task EmitAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = settings.Time.GetUtcNow();
        Emission given = data.Emit(_last = now > _last ? now : _last.AddMilliseconds(1), now);
        if (given.Items == 0)
        {
            given.Request.Dispose();
            return;
        }

        try
        {
            if (!await delivery.DeliverAsync(given, null, null, cancellationToken))
            {
                data.EmissionFailed();
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            CheckpointLog.Unexpected(settings.Logger, "memory", error);
        }
    }
}
