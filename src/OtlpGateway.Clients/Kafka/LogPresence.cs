// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Health;

namespace OtlpGateway.Clients.Kafka;

/// <summary>
/// Asks a log every few seconds whether it answers, and tells readiness and the console when that changes: a component that
/// has nothing to write yet, or no partitions to read, could not tell. Where several parts of a component watch one log,
/// each has its line in readiness, and the console has one for all.
/// </summary>
public sealed class LogPresence : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ComponentSettings _settings;
    private readonly ILogClient _log;
    private readonly HealthBoard? _health;
    private readonly string _part;
    private readonly SharedOutage _outage;
    private readonly Func<CancellationToken, Task> _whenThere;
    private readonly Task _loop;

    private LogPresence(ComponentSettings settings, ILogClient log, string part, string cause, Func<CancellationToken, Task> whenThere)
    {
        _settings = settings;
        _log = log;
        _health = settings.Services.GetService(typeof(HealthBoard)) as HealthBoard;
        _part = part;
        _outage = _health?.Outage(cause) ?? new SharedOutage();
        _whenThere = whenThere;
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <param name="settings">Of the component that asks.</param>
    /// <param name="log">Is asked; stays the caller's, who disposes it after this.</param>
    /// <param name="part">What readiness calls it; unlike that of any other.</param>
    /// <param name="whenThere">What else is done each time that the log has answered.</param>
    /// <param name="cause">The same for all that watch this log for one component; null where <paramref name="part"/> is alone.</param>
    public static LogPresence Watch(
        ComponentSettings settings, ILogClient log, string part, Func<CancellationToken, Task>? whenThere = null, string? cause = null) =>
        new(settings, log, part, cause ?? part, whenThere ?? (static _ => Task.CompletedTask));

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
        bool isAway = false;
        try
        {
            while (true)
            {
                string? problem = await AskAsync(stopping);
                if (problem is null)
                {
                    _health?.Ready(_part);
                }
                else
                {
                    _health?.NotReady(_part, problem);
                }

                if (problem is not null && !isAway && _outage.Begin())
                {
                    ClientsLog.LogAway(_settings.Logger, problem);
                }
                else if (problem is null && isAway && _outage.End())
                {
                    ClientsLog.LogBack(_settings.Logger);
                }

                isAway = problem is not null;
                if (!isAway)
                {
                    await _whenThere(stopping);
                }

                await Task.Delay(Interval, _settings.Time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The component stops.
        }
        finally
        {
            if (isAway)
            {
                _ = _outage.End();
            }
        }
    }

    private async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _log.CheckAsync(cancellationToken);
            return null;
        }
        catch (IOException error)
        {
            return error.Message;
        }
    }
}
