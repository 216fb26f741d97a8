// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>
/// The totals of delta streams, by the labels that their series have. Bounded in number and time: what is forgotten begins
/// anew, with a start time that says so. Not thread-safe.
/// </summary>
/// <param name="most">Most streams.</param>
/// <param name="expiry">After how many milliseconds without a delta a stream is forgotten.</param>
internal sealed class DeltaStreams(int most, long expiry)
{
    private readonly Dictionary<UInt128, DeltaStream> _streams = [];
    private long _nextSweep;

    public int Count => _streams.Count;

    /// <summary>The stream, and what to do with the delta. No stream when there is no room for a new one.</summary>
    public DeltaVerdict Find<T>(ReadOnlySpan<byte> labels, in DeltaTime time, out T? stream)
        where T : DeltaStream, new()
    {
        UInt128 key = RequestHash.Compute(labels);
        if (_streams.TryGetValue(key, out DeltaStream? known) && known is T same)
        {
            stream = same;
            return same.Judge(time);
        }

        if (known is null && _streams.Count >= most)
        {
            stream = null;
            return DeltaVerdict.TooMany;
        }

        // A metric that changed its kind is another one.
        stream = new T();
        _streams[key] = stream;
        return DeltaVerdict.Add;
    }

    /// <summary>Forgets streams without deltas, now and then.</summary>
    public void Expire(long now)
    {
        if (now < _nextSweep || _streams.Count == 0)
        {
            return;
        }

        _nextSweep = now + (expiry / 4);
        foreach ((UInt128 key, DeltaStream stream) in _streams)
        {
            if (now - stream.LastSeen > expiry)
            {
                _streams.Remove(key);
            }
        }
    }
}
