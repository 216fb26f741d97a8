// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Http;

/// <summary>
/// The endpoints of a client and how they were lately. It stays with the one that answers, so that claims and data are in
/// one place; an endpoint that failed is avoided for a while. Thread-safe.
/// </summary>
internal sealed class EndpointList(IReadOnlyList<Uri> addresses, TimeSpan pause, TimeProvider time)
{
    private const int MaxDoublings = 4;

    private readonly Lock _gate = new();
    private readonly (DateTimeOffset DownUntil, int Failures)[] _health = new (DateTimeOffset, int)[addresses.Count];
    private int _current;
    private bool _mayFailOver;

    internal int Count => addresses.Count;

    /// <summary>Whether another endpoint than the first may be used. Taken back, the first one is used again.</summary>
    internal bool MayFailOver
    {
        get
        {
            lock (_gate)
            {
                return _mayFailOver;
            }
        }

        set
        {
            lock (_gate)
            {
                _mayFailOver = value;
                _current = value ? _current : 0;
            }
        }
    }

    /// <summary>The endpoint that is used now, without user and password.</summary>
    internal Uri Current
    {
        get
        {
            lock (_gate)
            {
                return addresses[_current];
            }
        }
    }

    /// <summary>The endpoint for the next attempt, where those in <paramref name="tried"/> were tried by this call; -1 when none is left.</summary>
    internal int Choose(IReadOnlySet<int> tried)
    {
        lock (_gate)
        {
            if (!_mayFailOver)
            {
                return tried.Contains(0) ? -1 : 0;
            }

            DateTimeOffset now = time.GetUtcNow();
            if (!tried.Contains(_current) && _health[_current].DownUntil <= now)
            {
                return _current;
            }

            // Those that are well in the order of the configuration, then the one whose pause ends first.
            return Enumerable.Range(0, addresses.Count)
                .Where(index => !tried.Contains(index))
                .OrderBy(index => _health[index].DownUntil <= now ? DateTimeOffset.MinValue : _health[index].DownUntil)
                .DefaultIfEmpty(-1)
                .First();
        }
    }

    internal Uri AddressOf(int index) => addresses[index];

    /// <summary>Remembers a failure of the endpoint itself. True when it was well before.</summary>
    internal bool Failed(int index)
    {
        lock (_gate)
        {
            int failures = Math.Min(_health[index].Failures, MaxDoublings);
            _health[index] = (time.GetUtcNow() + (pause * (1 << failures)), failures + 1);
            return failures == 0;
        }
    }

    /// <summary>True when the client moved here from another endpoint.</summary>
    internal bool Answered(int index)
    {
        lock (_gate)
        {
            _health[index] = default;
            bool moved = _mayFailOver && _current != index;
            _current = moved ? index : _current;
            return moved;
        }
    }
}
