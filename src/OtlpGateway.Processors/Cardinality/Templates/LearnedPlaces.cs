// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Sketches;

namespace OtlpGateway.Processors.Cardinality.Templates;

/// <summary>
/// The places of one label's paths or statements, as a tree of what stood there. A place at which more different names
/// stood than it may have becomes an id for good: everything there is the same from then on. Bounded; keeps hashes only.
/// One thread at a time.
/// </summary>
/// <param name="seed">Of the hashes; those that are kept over a restart need the same one.</param>
/// <param name="mostNames">Different names at one place, from 1.</param>
/// <param name="budget">What all labels' trees may have together.</param>
internal sealed class LearnedPlaces(ulong seed, int mostNames, Budget budget)
{
    public const int Root = 0;

    /// <summary>Places of one label; what is behind the last one is not learned.</summary>
    public const int MaxPlaces = 2048;

    /// <summary>Bytes of a place.</summary>
    public const int PlaceBytes = 24;

    /// <summary>Words of a statement that are looked at.</summary>
    private const int MostWords = 32;

    private const int Nowhere = -1;
    private const int FirstPlaces = 16;

    private readonly ulong _idHash = ValueHash.Compute(TemplateText.Id, seed);
    private Place[] _places = new Place[1];
    private int _count = 1;
    private int _free;

    /// <summary>Grows whenever a place becomes an id: values may have other templates then.</summary>
    public int Ids { get; private set; }

    /// <summary>What it took of the budget.</summary>
    public int Taken => _places.Length - 1;

    /// <summary>Goes one step on from a place.</summary>
    /// <param name="place">Where the path is; <see cref="Root"/> at its start.</param>
    /// <param name="name">What stands there next.</param>
    /// <param name="isId">True when it stands for one of many.</param>
    public int Follow(int place, ReadOnlySpan<byte> name, out bool isId)
    {
        isId = false;
        if (place == Nowhere)
        {
            return Nowhere;
        }

        ulong hash = ValueHash.Compute(name, seed);
        isId = _places[place].IsId;
        if (isId)
        {
            return FindOrAdd(place, _idHash);
        }

        int child = Find(place, hash);
        if (child != Nowhere)
        {
            return child;
        }

        if (hash != _idHash && _places[place].Names >= mostNames)
        {
            MakeId(place);
            isId = true;
            return FindOrAdd(place, _idHash);
        }

        child = FindOrAdd(place, hash);
        _places[place].Names += child != Nowhere && hash != _idHash ? 1 : 0;
        return child;
    }

    /// <summary>Follows the words of a statement's template, and writes <c>?</c> at places that became ids.</summary>
    public void Replace(ref TemplateText template)
    {
        int place = Root;
        int written = 0;
        Span<byte> text = template.Rewrite();
        for (int word = 0, at = 0; at < text.Length; word++)
        {
            int length = text[at..].IndexOf((byte)' ');
            length = length < 0 ? text.Length - at : length;
            bool isId = false;
            place = word < MostWords && length > 0 ? Follow(place, text.Slice(at, length), out isId) : place;
            ReadOnlySpan<byte> left = isId ? TemplateText.Literal : text.Slice(at, length);
            left.CopyTo(text[written..]);
            written += left.Length;
            at += length;
            if (at < text.Length)
            {
                text[written++] = text[at++];
            }
        }

        template.Truncate(written);
    }

    /// <summary>The places that became ids: for each the hashes of the names on the way to it.</summary>
    public List<ulong[]> Save()
    {
        List<ulong[]> saved = [];
        Save(Root, [], saved);
        return saved;
    }

    /// <summary>Makes places ids again that were before a restart.</summary>
    public void Restore(IEnumerable<ulong[]> saved)
    {
        foreach (ulong[] way in saved.OrderBy(way => way.Length))
        {
            int place = Root;
            foreach (ulong hash in way)
            {
                place = place == Nowhere ? Nowhere : FindOrAdd(place, hash);
            }

            if (place != Nowhere && !_places[place].IsId)
            {
                MakeId(place);
            }
        }
    }

    private void Save(int place, List<ulong> way, List<ulong[]> saved)
    {
        if (_places[place].IsId)
        {
            saved.Add([.. way]);
        }

        for (int child = _places[place].FirstChild; child != 0; child = _places[child].Next)
        {
            way.Add(_places[child].Hash);
            Save(child, way, saved);
            way.RemoveAt(way.Count - 1);
        }
    }

    /// <summary>What stood there is forgotten; what stood behind it is learned anew, behind the id.</summary>
    private void MakeId(int place)
    {
        FreeChildren(place);
        _places[place].IsId = true;
        Ids++;
    }

    private void FreeChildren(int place)
    {
        int child = _places[place].FirstChild;
        _places[place].FirstChild = 0;
        while (child != 0)
        {
            FreeChildren(child);
            int next = _places[child].Next;
            _places[child] = new Place { Next = _free };
            _free = child;
            child = next;
        }
    }

    private int Find(int place, ulong hash)
    {
        for (int child = _places[place].FirstChild; child != 0; child = _places[child].Next)
        {
            if (_places[child].Hash == hash)
            {
                return child;
            }
        }

        return Nowhere;
    }

    private int FindOrAdd(int place, ulong hash)
    {
        int found = Find(place, hash);
        int added = found == Nowhere ? Take() : Nowhere;
        if (added == Nowhere)
        {
            return found;
        }

        _places[added] = new Place { Hash = hash, Next = _places[place].FirstChild };
        _places[place].FirstChild = added;
        return added;
    }

    private int Take()
    {
        if (_free != 0)
        {
            int free = _free;
            _free = _places[free].Next;
            return free;
        }

        if (_count == _places.Length)
        {
            int more = _count == 1 ? FirstPlaces - 1 : _count;
            if (_count + more > MaxPlaces || !budget.TryTake(more))
            {
                return Nowhere;
            }

            Array.Resize(ref _places, _count + more);
        }

        return _count++;
    }

    private struct Place
    {
        public ulong Hash;
        public int FirstChild;
        public int Next;
        public int Names;
        public bool IsId;
    }
}
