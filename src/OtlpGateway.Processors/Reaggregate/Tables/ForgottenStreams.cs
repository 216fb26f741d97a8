// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>
/// Remembers which streams were forgotten and what they said last, so that one that comes back goes on from there. Bounded:
/// two generations, of which the older one is given up when the newer one is full; from then on the start time alone decides
/// about those. Where there are too many buckets a stream is remembered without them.
/// </summary>
/// <param name="generationSize">Most streams of a generation.</param>
/// <param name="words">Where their buckets are.</param>
/// <param name="maxWords">Most words that they may have there.</param>
internal sealed class ForgottenStreams(int generationSize, WordArena words, long maxWords)
{
    public KeyedTable<ForgottenStream> Older { get; private set; } = new();

    public KeyedTable<ForgottenStream> Newer { get; private set; } = new();

    /// <summary>The latest last point of the streams that were given up: who began earlier may be one of them.</summary>
    public ulong HorizonUnixNano { get; set; }

    public int Count => Older.Count + Newer.Count;

    /// <summary>Words of buckets that are kept here.</summary>
    public long Words { get; private set; }

    /// <summary>True when a stream that begins at <paramref name="startUnixNano"/> may have been counted before.</summary>
    public bool MayHaveCounted(Key128 key, ulong startUnixNano)
    {
        int at = Find(key, out KeyedTable<ForgottenStream> table);
        return startUnixNano < (at >= 0 ? table[at].TimeUnixNano : HorizonUnixNano);
    }

    /// <summary>Takes a stream's buckets over; the caller has none any more.</summary>
    public void Add(in StreamRecord stream)
    {
        ForgottenStream forgotten = new()
        {
            Key = stream.Key,
            StartUnixNano = stream.StartUnixNano,
            TimeUnixNano = stream.TimeUnixNano,
            Value = stream.Value,
            Block = stream.Block,
            Flags = stream.Flags,
        };
        int known = Newer.Find(stream.Key);
        if (known >= 0)
        {
            forgotten.TimeUnixNano = Math.Max(stream.TimeUnixNano, Newer[known].TimeUnixNano);
            FreeBlock(ref Newer[known]);
            Newer[known] = forgotten;
        }
        else
        {
            if (Newer.Count >= generationSize)
            {
                GiveUpOlder();
            }

            known = Newer.Add(forgotten);
        }

        Bound(ref Newer[known]);
    }

    /// <summary>Adds what a snapshot says of one, to the generation that it was in.</summary>
    public void Restore(in ForgottenStream forgotten, KeyedTable<ForgottenStream> generation) => Bound(ref generation[generation.Add(forgotten)]);

    /// <summary>What a stream said last, with its buckets, which are the caller's from then on. False where that is not known.</summary>
    /// <param name="key">The stream.</param>
    /// <param name="latestStart">One that began later than this is another.</param>
    /// <param name="stream">Without a series, and as if it had been seen long ago.</param>
    public bool TryTake(Key128 key, ulong latestStart, out StreamRecord stream)
    {
        int at = Find(key, out KeyedTable<ForgottenStream> table);
        if (at < 0 || !table[at].HasValue || table[at].StartUnixNano > latestStart)
        {
            stream = default;
            return false;
        }

        ref ForgottenStream forgotten = ref table[at];
        stream = new StreamRecord
        {
            Key = key,
            StartUnixNano = forgotten.StartUnixNano,
            TimeUnixNano = forgotten.TimeUnixNano,
            Value = forgotten.Value,
            Block = forgotten.Block,
            Flags = forgotten.Flags,
        };
        Words -= forgotten.Block == 0 ? 0 : words.SizeAt(forgotten.Block);
        forgotten.Block = 0;
        forgotten.Flags = StreamFlags.None;
        return true;
    }

    private int Find(Key128 key, out KeyedTable<ForgottenStream> table)
    {
        table = Newer;
        int at = Newer.Find(key);
        if (at < 0)
        {
            table = Older;
            at = Older.Find(key);
        }

        return at;
    }

    /// <summary>Counts its buckets, or gives them up, and with them what it said.</summary>
    private void Bound(ref ForgottenStream forgotten)
    {
        if (forgotten.Block == 0)
        {
            return;
        }

        int size = words.SizeAt(forgotten.Block);
        Words += size;
        if (Words > maxWords)
        {
            FreeBlock(ref forgotten);
            forgotten.Flags = StreamFlags.None;
        }
    }

    private void FreeBlock(ref ForgottenStream forgotten)
    {
        if (forgotten.Block != 0)
        {
            Words -= words.SizeAt(forgotten.Block);
            words.Free(forgotten.Block);
            forgotten.Block = 0;
        }
    }

    private void GiveUpOlder()
    {
        for (int i = 0; i < Older.Count; i++)
        {
            HorizonUnixNano = Math.Max(HorizonUnixNano, Older[i].TimeUnixNano);
            FreeBlock(ref Older[i]);
        }

        (Older, Newer) = (Newer, new KeyedTable<ForgottenStream>());
    }
}
