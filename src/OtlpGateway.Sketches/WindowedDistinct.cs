// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Sketches;

/// <summary>Distinct values of the current window of time and of the one before. Not thread-safe.</summary>
/// <param name="precision">As <see cref="DistinctSketch"/> has it.</param>
public sealed class WindowedDistinct(int precision)
{
    private DistinctSketch _current = new(precision);
    private DistinctSketch? _previous;

    public int MemoryBytes => _current.MemoryBytes + (_previous?.MemoryBytes ?? 0);

    public bool Add(ulong hash) => _current.Add(hash);

    /// <summary>Of the window that is running.</summary>
    public double Current() => _current.Estimate();

    /// <summary>Of the window that ended last; 0 before the first one did.</summary>
    public double Previous() => _previous?.Estimate() ?? 0;

    /// <summary>The larger of the two: what a window has, also when one has just begun.</summary>
    public double Estimate() => Math.Max(Current(), Previous());

    /// <summary>Adds what another one has noted, window by window.</summary>
    public void MergeFrom(WindowedDistinct other)
    {
        _current.MergeFrom(other._current);
        if (other._previous is not null)
        {
            _previous ??= new DistinctSketch(precision);
            _previous.MergeFrom(other._previous);
        }
    }

    /// <summary>The window ends: a new one begins.</summary>
    public void Rotate()
    {
        DistinctSketch next = _previous ?? new DistinctSketch(precision);
        _previous = _current;
        _current = next;
        next.Clear();
    }
}
