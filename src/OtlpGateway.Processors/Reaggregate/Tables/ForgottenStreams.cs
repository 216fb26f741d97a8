// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>
/// Remembers which streams were forgotten, so that one that comes back is not counted twice. Bounded: two generations,
/// of which the older one is given up when the newer one is full; from then on the start time alone decides about those.
/// </summary>
internal sealed class ForgottenStreams(int generationSize)
{
    public KeyedTable<ForgottenStream> Older { get; private set; } = new();

    public KeyedTable<ForgottenStream> Newer { get; private set; } = new();

    /// <summary>The latest last point of the streams that were given up: who began earlier may be one of them.</summary>
    public ulong HorizonUnixNano { get; set; }

    public int Count => Older.Count + Newer.Count;

    /// <summary>True when a stream that begins at <paramref name="startUnixNano"/> may have been counted before.</summary>
    public bool MayHaveCounted(Key128 key, ulong startUnixNano)
    {
        int newer = Newer.Find(key);
        if (newer >= 0)
        {
            return startUnixNano < Newer[newer].TimeUnixNano;
        }

        int older = Older.Find(key);
        return older >= 0 ? startUnixNano < Older[older].TimeUnixNano : startUnixNano < HorizonUnixNano;
    }

    public void Add(Key128 key, ulong timeUnixNano)
    {
        int known = Newer.Find(key);
        if (known >= 0)
        {
            Newer[known].TimeUnixNano = Math.Max(timeUnixNano, Newer[known].TimeUnixNano);
            return;
        }

        if (Newer.Count >= generationSize)
        {
            GiveUpOlder();
        }

        Newer.Add(new ForgottenStream { Key = key, TimeUnixNano = timeUnixNano });
    }

    private void GiveUpOlder()
    {
        for (int i = 0; i < Older.Count; i++)
        {
            HorizonUnixNano = Math.Max(HorizonUnixNano, Older[i].TimeUnixNano);
        }

        (Older, Newer) = (Newer, new KeyedTable<ForgottenStream>());
    }
}
