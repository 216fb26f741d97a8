// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>
/// Numbers that native code carries in place of references to objects: a number that comes back too late finds nothing.
/// As many entries as there are records on their way, which librdkafka's queue bounds.
/// </summary>
internal sealed class OpaqueTable<T>
    where T : class
{
    private readonly ConcurrentDictionary<nint, T> _entries = new();
    private long _last;

    public nint Add(T entry)
    {
        nint number = (nint)Interlocked.Increment(ref _last);
        _entries[number] = entry;
        return number;
    }

    public bool TryGet(nint number, [NotNullWhen(true)] out T? entry) => _entries.TryGetValue(number, out entry);

    public bool TryRemove(nint number, [NotNullWhen(true)] out T? entry) => _entries.TryRemove(number, out entry);

    /// <summary>Everything that is left, which is then gone.</summary>
    public IEnumerable<T> Drain()
    {
        foreach (nint number in _entries.Keys)
        {
            if (_entries.TryRemove(number, out T? entry))
            {
                yield return entry;
            }
        }
    }
}
