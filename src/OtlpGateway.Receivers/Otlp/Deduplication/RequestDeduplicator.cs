// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Otlp.Deduplication;

/// <summary>
/// Remembers the hashes of requests that were stored, for a while, and of those that are being stored. Whoever brings a
/// request asks first: it is new, or known, or the same as one in progress, whose outcome it then shares.
/// </summary>
/// <remarks>
/// Thread-safe. Stored hashes are kept in sets by age, so that forgetting costs nothing per hash: a hash is remembered for
/// the window and up to an eighth of it longer.
/// </remarks>
internal sealed class RequestDeduplicator
{
    private const int Generations = 8;

    private readonly TimeProvider _time;
    private readonly TimeSpan _window;
    private readonly int _maxRequests;
    private readonly Lock _lock = new();
    private readonly Queue<Generation> _older = new();
    private readonly Dictionary<UInt128, RequestInProgress> _inProgress = [];
    private Generation _current;
    private int _remembered;
    private long _forgottenEarly;

    public RequestDeduplicator(TimeSpan window, int maxRequests, TimeProvider time)
    {
        _time = time;
        _window = window;
        _maxRequests = maxRequests;
        _current = new Generation(time.GetUtcNow());
    }

    /// <summary>Stored requests that are remembered now.</summary>
    public int Remembered
    {
        get
        {
            lock (_lock)
            {
                return _remembered;
            }
        }
    }

    /// <summary>Stored requests that were forgotten before their time, since there were too many.</summary>
    public long ForgottenEarly => Interlocked.Read(ref _forgottenEarly);

    /// <summary>
    /// Asks about a request. On <see cref="Recognition.New"/> the caller delivers it and must call <see cref="Complete"/>;
    /// on <see cref="Recognition.InProgress"/> it awaits <paramref name="inProgress"/>.
    /// </summary>
    public Recognition Begin(UInt128 hash, out RequestInProgress? inProgress)
    {
        lock (_lock)
        {
            Age();
            if (IsRemembered(hash))
            {
                inProgress = null;
                return Recognition.Stored;
            }

            if (_inProgress.TryGetValue(hash, out inProgress))
            {
                inProgress.Join();
                return Recognition.InProgress;
            }

            inProgress = new RequestInProgress();
            _inProgress.Add(hash, inProgress);
            return Recognition.New;
        }
    }

    /// <summary>Ends what <see cref="Begin"/> began; a success is remembered, anything else may be sent again.</summary>
    public void Complete(UInt128 hash, RequestInProgress inProgress, in Outcome outcome)
    {
        lock (_lock)
        {
            _inProgress.Remove(hash);
            if (outcome.IsSuccess)
            {
                Remember(hash);
            }
        }

        inProgress.Finish(outcome);
    }

    /// <summary>Learns of requests that were stored before a restart.</summary>
    public void Seed(IEnumerable<StoredRequest> stored)
    {
        lock (_lock)
        {
            // The true age is not kept: they are remembered a little longer than they need be.
            DateTimeOffset oldest = _time.GetUtcNow() - _window;
            foreach (StoredRequest request in stored)
            {
                if (request.StoredAt >= oldest && !IsRemembered(request.Hash))
                {
                    Remember(request.Hash);
                }
            }
        }
    }

    private bool IsRemembered(UInt128 hash)
    {
        if (_current.Hashes.Contains(hash))
        {
            return true;
        }

        foreach (Generation older in _older)
        {
            if (older.Hashes.Contains(hash))
            {
                return true;
            }
        }

        return false;
    }

    private void Remember(UInt128 hash)
    {
        if (!_current.Hashes.Add(hash))
        {
            return;
        }

        _remembered++;
        if (_current.Hashes.Count >= Math.Max(1, _maxRequests / Generations))
        {
            StartGeneration();
        }

        while (_remembered > _maxRequests && _older.TryDequeue(out Generation? oldest))
        {
            _remembered -= oldest.Hashes.Count;
            Interlocked.Add(ref _forgottenEarly, oldest.Hashes.Count);
        }
    }

    private void Age()
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (now - _current.Start >= _window / Generations)
        {
            StartGeneration();
        }

        // A generation's last hash came just before the next one began.
        while (_older.TryPeek(out Generation? oldest) && now - oldest.End >= _window)
        {
            _older.Dequeue();
            _remembered -= oldest.Hashes.Count;
        }
    }

    private void StartGeneration()
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (_current.Hashes.Count > 0)
        {
            _current.End = now;
            _older.Enqueue(_current);
        }

        _current = new Generation(now);
    }

    private sealed class Generation(DateTimeOffset start)
    {
        public HashSet<UInt128> Hashes { get; } = [];

        public DateTimeOffset Start { get; } = start;

        public DateTimeOffset End { get; set; }
    }
}
