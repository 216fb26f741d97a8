// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Files;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// Reserves a segment's disk space ahead of its records, in steps: finding blocks for many records at once costs the
/// kernel less than for each group. The space lies behind the file's end, so the file's length stays that of its records
/// and nobody who reads it meets any of this; cutting the file gives it back.
/// </summary>
internal sealed class SegmentSpace(ILogFile file, long segmentBytes)
{
    /// <summary>For a topic that has hardly any traffic.</summary>
    public const long SmallestStepBytes = 1024 * 1024;

    public const long LargestStepBytes = 64L * 1024 * 1024;

    private long _reservedEnd;
    private bool _isUnsupported;

    /// <summary>Makes sure that a write from <paramref name="position"/> to <paramref name="end"/> has its space.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Reserve(long position, long end)
    {
        if (end <= _reservedEnd || _isUnsupported)
        {
            return;
        }

        // As much as there is already, so that what is reserved and not used is never more than half.
        long ahead = end + Math.Clamp(end, SmallestStepBytes, LargestStepBytes);
        long target = Math.Max(end, Math.Min(ahead, segmentBytes));
        long from = Math.Max(position, _reservedEnd);
        try
        {
            _isUnsupported = !file.TryReserve(from, target - from);
        }
        catch (IOException error) when (error.IsDiskFull() && target > end)
        {
            // Not for later ones, but perhaps for these records.
            target = end;
            _isUnsupported = !file.TryReserve(from, target - from);
        }

        _reservedEnd = target;
    }

    /// <summary>Cuts the file and gives back what is reserved behind it. Throws <see cref="IOException"/>.</summary>
    public void Cut(long length)
    {
        file.SetLength(length);
        _reservedEnd = length;
    }
}
