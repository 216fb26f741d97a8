// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Tests.Delivery.Model;

/// <summary>
/// Lets owners take turns: each waits before every statement, and who goes on is decided here. One statement runs at a
/// time, on the thread that decides, so that a run is its decisions.
/// </summary>
internal sealed class Turns
{
    private readonly SortedDictionary<int, TaskCompletionSource> _waiting = [];
    private readonly Dictionary<int, int> _left = [];

    /// <summary>Who waits, by number. An owner that has crashed does not.</summary>
    internal IReadOnlyList<int> Waiting => [.. _waiting.Keys.Where(owner => _left.GetValueOrDefault(owner, int.MaxValue) > 0)];

    /// <summary>The owner dies, or sleeps for good, after so many statements.</summary>
    internal void CrashAfter(int owner, int statements) => _left[owner] = statements;

    internal Task WaitAsync(int owner)
    {
        // Continuations run inside Go: that is what makes a run deterministic.
        TaskCompletionSource turn = new();
        _waiting[owner] = turn;
        return turn.Task;
    }

    internal void Go(int owner)
    {
        _ = _waiting.Remove(owner, out TaskCompletionSource? turn);
        if (_left.TryGetValue(owner, out int left))
        {
            _left[owner] = left - 1;
        }

        turn!.SetResult();
    }
}
