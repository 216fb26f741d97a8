// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace OtlpGateway.Hosting;

/// <summary>
/// What the operator asks of the process: the first SIGINT or SIGTERM stops it in good order, a second one at once;
/// SIGHUP reloads.
/// </summary>
internal sealed class ProcessSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _changed = new(0);
    private int _stopSignals;
    private int _reloads;

    public ProcessSignals()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnStop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnStop));
        if (!OperatingSystem.IsWindows())
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnReload));
        }
    }

    /// <summary>Cancelled by the first request to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>The signal that asked to stop.</summary>
    public string StopSignal { get; private set; } = "";

    /// <summary>Waits until something is asked for: true for a reload, false for a stop. Several reloads at once count as one.</summary>
    public async Task<bool> WaitAsync()
    {
        while (true)
        {
            if (Stopping.IsCancellationRequested)
            {
                return false;
            }

            if (Interlocked.Exchange(ref _reloads, 0) > 0)
            {
                return true;
            }

            await _changed.WaitAsync(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stopping.Dispose();
        _changed.Dispose();
    }

    private void OnStop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _stopSignals) > 1)
        {
            HardExit.Now(1);
        }

        StopSignal = context.Signal.ToString();
        _stopping.Cancel();
        _changed.Release();
    }

    private void OnReload(PosixSignalContext context)
    {
        context.Cancel = true;
        Interlocked.Increment(ref _reloads);
        _changed.Release();
    }
}
