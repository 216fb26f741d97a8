// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>
/// Where a request's items are, and what stands around each: places in the request, no copies. Envelopes are the request,
/// resource items, scope items, a metric, its data; each has its own fields as runs of bytes.
/// </summary>
internal sealed class ItemMap : IDisposable
{
    public const int NoRun = -1;

    /// <summary>The request itself.</summary>
    public const int Root = 0;

    private const int RootParent = -1;

    public PooledList<Envelope> Envelopes { get; } = new();

    public PooledList<Run> Runs { get; } = new();

    public PooledList<Item> Items { get; } = new();

    /// <summary>First and last item of each group.</summary>
    public PooledList<Group> Groups { get; } = new();

    public void Clear()
    {
        Envelopes.Truncate(0);
        Runs.Truncate(0);
        Items.Truncate(0);
        Groups.Truncate(0);
        Envelopes.Add(new Envelope { Parent = RootParent, FirstRun = NoRun, LastRun = NoRun, Depth = 0 });
    }

    /// <param name="field">The envelope's field number in the one around it.</param>
    public int AddEnvelope(int parent, int field) =>
        Envelopes.Add(new Envelope { Parent = parent, Field = field, FirstRun = NoRun, LastRun = NoRun, Depth = Envelopes[parent].Depth + 1 });

    /// <summary>Bytes of the envelope's own, tags included.</summary>
    public void AddRun(int envelope, int start, int end)
    {
        ref Envelope owner = ref Envelopes[envelope];
        owner.OwnLength += end - start;
        if (owner.LastRun != NoRun && Runs[owner.LastRun].End == start)
        {
            Runs[owner.LastRun].End = end;
            return;
        }

        int run = Runs.Add(new Run { Start = start, End = end, Next = NoRun });
        if (owner.FirstRun == NoRun)
        {
            owner.FirstRun = run;
        }
        else
        {
            Runs[owner.LastRun].Next = run;
        }

        owner.LastRun = run;
    }

    /// <summary>Puts the items of each group in a row, keeping their order.</summary>
    public void LinkGroups()
    {
        Span<Item> items = Items.Span;
        for (int i = 0; i < items.Length; i++)
        {
            int group = items[i].Group;
            while (Groups.Count <= group)
            {
                Groups.Add(new Group { First = NoRun, Last = NoRun });
            }

            ref Group owner = ref Groups[group];
            items[i].Next = NoRun;
            if (owner.First == NoRun)
            {
                owner.First = i;
            }
            else
            {
                items[owner.Last].Next = i;
            }

            owner.Last = i;
        }
    }

    public void Dispose()
    {
        Envelopes.Dispose();
        Runs.Dispose();
        Items.Dispose();
        Groups.Dispose();
    }

    internal struct Envelope
    {
        public int Parent;
        public int Field;
        public int Depth;
        public int FirstRun;
        public int LastRun;
        public int OwnLength;
    }

    internal struct Run
    {
        public int Start;
        public int End;
        public int Next;
    }

    /// <summary>An item with its tag and length.</summary>
    internal struct Item
    {
        public int Start;
        public int End;
        public int Envelope;
        public int Group;
        public int Next;
    }

    internal struct Group
    {
        public int First;
        public int Last;
    }
}
