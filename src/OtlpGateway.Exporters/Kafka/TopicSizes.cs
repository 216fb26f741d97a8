// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// What the topics have shown of their limits: a topic may take less than <c>max_message_bytes</c> says, and only its
/// answers tell. Thread-safe.
/// </summary>
internal sealed class TopicSizes(int maxRecordBytes)
{
    /// <summary>Topics beyond are not remembered: a resource attribute may name any number.</summary>
    private const int MostTopics = 1000;

    private readonly ConcurrentDictionary<string, (int Limit, int LargestStored)> _topics = new(StringComparer.Ordinal);

    /// <summary>Most bytes of a record.</summary>
    public int LimitOf(string topic) => _topics.TryGetValue(topic, out (int Limit, int) known) ? known.Limit : maxRecordBytes;

    /// <summary>True when a record of that size, or a larger one, was stored before.</summary>
    public bool HasTaken(string topic, int bytes) => _topics.TryGetValue(topic, out (int, int LargestStored) known) && bytes <= known.LargestStored;

    public void Stored(string topic, int bytes) => Update(topic, bytes, static (known, bytes) => (known.Limit, Math.Max(known.LargestStored, bytes)));

    /// <summary>A record of several items was refused: from now on half of it is the limit. True when that is news.</summary>
    public bool Refused(string topic, int bytes)
    {
        int before = LimitOf(topic);
        Update(topic, bytes / 2, static (known, half) => (Math.Max(1, Math.Min(known.Limit, half)), known.LargestStored));
        return LimitOf(topic) < before;
    }

    private void Update(string topic, int bytes, Func<(int Limit, int LargestStored), int, (int, int)> change)
    {
        while (true)
        {
            if (_topics.TryGetValue(topic, out (int, int) known))
            {
                (int, int) changed = change(known, bytes);
                if (changed == known || _topics.TryUpdate(topic, changed, known))
                {
                    return;
                }
            }
            else if (_topics.Count >= MostTopics || _topics.TryAdd(topic, change((maxRecordBytes, 0), bytes)))
            {
                return;
            }
        }
    }
}
