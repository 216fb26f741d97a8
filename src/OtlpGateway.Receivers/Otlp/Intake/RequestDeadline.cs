// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Otlp.Intake;

/// <summary>A request's own time limit, joined with its client's going away.</summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenRegistration _clientGone;
    private readonly CancellationToken _aborted;

    /// <param name="timeout">Null means no limit.</param>
    /// <param name="aborted">Fires when the client goes away.</param>
    /// <param name="time">Measures the limit.</param>
    public RequestDeadline(TimeSpan? timeout, TimeProvider time, CancellationToken aborted)
    {
        _aborted = aborted;
        if (timeout is { } limit)
        {
            _source = new CancellationTokenSource(limit, time);
            _clientGone = aborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        }
    }

    public CancellationToken Token => _source?.Token ?? _aborted;

    /// <summary>True when it was the limit that fired, with a client still there to be told.</summary>
    public bool HasPassed => _source is { IsCancellationRequested: true } && !_aborted.IsCancellationRequested;

    public void Dispose()
    {
        _clientGone.Dispose();
        _source?.Dispose();
    }
}
