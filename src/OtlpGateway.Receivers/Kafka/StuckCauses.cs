// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// What holds partitions of one group up, and how many each: a destination that is away holds up all of them, and one line
/// says it. Thread-safe.
/// </summary>
internal sealed class StuckCauses
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _partitions = new(StringComparer.Ordinal);

    /// <summary>One more partition stands still; true when it is the first for this reason.</summary>
    public bool Begins(string reason)
    {
        lock (_gate)
        {
            int before = _partitions.GetValueOrDefault(reason);
            _partitions[reason] = before + 1;
            return before == 0;
        }
    }

    /// <summary>One of them goes on; true when it was the last.</summary>
    public bool Ends(string reason)
    {
        lock (_gate)
        {
            int left = _partitions.GetValueOrDefault(reason) - 1;
            if (left > 0)
            {
                _partitions[reason] = left;
                return false;
            }

            return _partitions.Remove(reason);
        }
    }
}
