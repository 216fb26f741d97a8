// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>
/// The exemplars that came since the last output: the latest four of each series, and no more bytes than a bound. They are
/// samples: what does not fit is left out, and they are no part of a snapshot.
/// </summary>
internal sealed class ExemplarStore(ReaggregateCounts counts)
{
    private const int MaxBytes = 1 << 22;

    private readonly ByteArena _bytes = new();
    private readonly KeyedTable<ExemplarSlot> _slots = new();

    public void Add(Key128 series, CursorSequence<ExemplarCursor> exemplars)
    {
        foreach (ExemplarCursor exemplar in exemplars)
        {
            if (_bytes.Added + exemplar.Bytes.Length > MaxBytes)
            {
                counts.ExemplarsDropped++;
                continue;
            }

            int at = _slots.Find(series);
            if (at < 0)
            {
                at = _slots.Add(new ExemplarSlot { Key = series });
            }

            ref ExemplarSlot slot = ref _slots[at];
            counts.ExemplarsDropped += slot.Came >= ExemplarSlot.MaxExemplars ? 1 : 0;
            slot.Kept[slot.Came % ExemplarSlot.MaxExemplars] = _bytes.Add(exemplar.Bytes);
            slot.Came++;
        }
    }

    /// <summary>Writes those of a series, oldest first.</summary>
    public void Write(Key128 series, int field, ProtobufWriter writer)
    {
        int at = _slots.Count == 0 ? -1 : _slots.Find(series);
        if (at < 0)
        {
            return;
        }

        ref ExemplarSlot slot = ref _slots[at];
        for (int i = Math.Max(0, slot.Came - ExemplarSlot.MaxExemplars); i < slot.Came; i++)
        {
            writer.WriteBytesField(field, _bytes[slot.Kept[i % ExemplarSlot.MaxExemplars]]);
        }
    }

    public void Clear()
    {
        _bytes.Clear();
        _slots.Clear();
    }
}
