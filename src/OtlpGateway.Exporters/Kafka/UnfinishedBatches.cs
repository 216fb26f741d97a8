// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// Remembers what was stored of batches that were refused half-way, so that their repetition stores only the rest. In
/// memory and bounded: what is forgotten may come twice, as the counter of such answers says. Thread-safe.
/// </summary>
internal sealed class UnfinishedBatches(TimeProvider time)
{
    private const int MostBatches = 256;
    private const int MostRecords = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<Unfinished> _byAge = [];
    private readonly Dictionary<UInt128, LinkedListNode<Unfinished>> _batches = [];
    private int _records;

    public bool IsEmpty => Volatile.Read(ref _records) == 0;

    /// <summary>Remembers which of the batch's records are stored.</summary>
    public void Note(TelemetryBatch batch, IEnumerable<OutgoingRecord> records)
    {
        Dictionary<(string Topic, UInt128 Hash), int> stored = [];
        int count = 0;
        foreach (OutgoingRecord record in records.Where(record => record.IsStored))
        {
            (string, UInt128) id = IdOf(record);
            stored[id] = stored.GetValueOrDefault(id) + 1;
            count++;
        }

        UInt128 hash = RequestHash.Compute(batch.Signal, batch.Bytes.Span);
        lock (_gate)
        {
            Remove(hash);
            _batches[hash] = _byAge.AddLast(new Unfinished(hash, stored, count, time.GetTimestamp()));
            _records += count;
            while (_byAge.First is { } oldest
                && (_byAge.Count > MostBatches || _records > MostRecords || time.GetElapsedTime(oldest.Value.NotedAt) > Lifetime))
            {
                Remove(oldest.Value.Hash);
            }
        }
    }

    /// <summary>Settles the records that were stored when the batch was refused, and forgets the batch. Returns how many they are.</summary>
    public int Resume(TelemetryBatch batch, IEnumerable<OutgoingRecord> records)
    {
        if (IsEmpty)
        {
            return 0;
        }

        UInt128 hash = RequestHash.Compute(batch.Signal, batch.Bytes.Span);
        Unfinished? unfinished;
        lock (_gate)
        {
            unfinished = _batches.TryGetValue(hash, out LinkedListNode<Unfinished>? node) ? node.Value : null;
            Remove(hash);
        }

        int settled = 0;
        if (unfinished is not null && time.GetElapsedTime(unfinished.NotedAt) <= Lifetime)
        {
            foreach (OutgoingRecord record in records)
            {
                // Two records may be alike: each that is stored settles one.
                if (unfinished.Stored.TryGetValue(IdOf(record), out int left) && left > 0)
                {
                    unfinished.Stored[IdOf(record)] = left - 1;
                    record.IsSettled = true;
                    record.Result = new(Log.Contract.ProduceStatus.Stored, 0, 0);
                    settled++;
                }
            }
        }

        return settled;
    }

    private static (string Topic, UInt128 Hash) IdOf(OutgoingRecord record) => (record.Topic, RequestHash.Compute(record.Value.Span));

    private void Remove(UInt128 hash)
    {
        if (_batches.Remove(hash, out LinkedListNode<Unfinished>? node))
        {
            _byAge.Remove(node);
            _records -= node.Value.Count;
        }
    }

    private sealed record Unfinished(UInt128 Hash, Dictionary<(string Topic, UInt128 Hash), int> Stored, int Count, long NotedAt);
}
