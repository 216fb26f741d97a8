// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>The labels that are watched, by the hash of metric and key. Looking one up takes no lock.</summary>
internal sealed class LabelTable(int capacity)
{
    private readonly Lock _lock = new();
    private Label?[] _slots = new Label?[(int)BitOperations.RoundUpToPowerOf2((uint)capacity) * 2];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public Label? Find(ulong id)
    {
        Label?[] slots = Volatile.Read(ref _slots);
        int slot = (int)id & (slots.Length - 1);
        while (Volatile.Read(ref slots[slot]) is { } label)
        {
            if (label.Id == id)
            {
                return label;
            }

            slot = (slot + 1) & (slots.Length - 1);
        }

        return null;
    }

    /// <summary>Adds the label, or returns the one that is there by now. Null when the table is full.</summary>
    public Label? GetOrAdd(Label label)
    {
        lock (_lock)
        {
            if (Find(label.Id) is { } found)
            {
                return found;
            }

            if (_count == capacity)
            {
                return null;
            }

            Put(_slots, label);
            _count++;
            return label;
        }
    }

    /// <summary>All labels of this moment.</summary>
    public List<Label> All()
    {
        List<Label> labels = new(Count);
        foreach (ref Label? slot in Volatile.Read(ref _slots).AsSpan())
        {
            if (Volatile.Read(ref slot) is { } label)
            {
                labels.Add(label);
            }
        }

        return labels;
    }

    /// <summary>Removes labels. Who looks one up meanwhile may still find it.</summary>
    public void Remove(HashSet<Label> removed)
    {
        lock (_lock)
        {
            Label?[] slots = new Label?[_slots.Length];
            _count = 0;
            foreach (Label? label in _slots)
            {
                if (label is not null && !removed.Contains(label))
                {
                    Put(slots, label);
                    _count++;
                }
            }

            Volatile.Write(ref _slots, slots);
        }
    }

    private static void Put(Label?[] slots, Label label)
    {
        int slot = (int)label.Id & (slots.Length - 1);
        while (slots[slot] is not null)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        Volatile.Write(ref slots[slot], label);
    }
}
