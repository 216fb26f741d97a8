// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Reaggregate.Snapshots;

/// <summary>Reads tables as <see cref="SnapshotFormat"/> draws them.</summary>
internal static class SnapshotReader
{
    public static MergeTables Read(ReadOnlySpan<byte> snapshot, int maxStreams)
    {
        SnapshotInput input = new(Check(snapshot, out ushort version));
        MergeTables tables = new(input.ReadUInt64(), maxStreams)
        {
            ClockUnixNano = input.ReadUInt64(),
            SeriesHorizonUnixNano = input.ReadUInt64(),
        };
        tables.Forgotten.HorizonUnixNano = input.ReadUInt64();
        tables.NextSweepSeconds = input.ReadUInt32();
        tables.NextMakeRoomSeconds = input.ReadUInt32();
        tables.LogPartitions = version == 1 ? 0 : input.ReadInt32();
        ReadGroups(tables, ref input);
        ReadBounds(tables.Bounds, ref input);
        ReadSeries(tables, ref input);
        ReadStreams(tables, ref input);
        ReadForgotten(tables, tables.Forgotten.Older, version, ref input);
        ReadForgotten(tables, tables.Forgotten.Newer, version, ref input);
        return input.IsAtEnd ? tables : throw SnapshotInput.Damaged("bytes follow its end");
    }

    /// <summary>What lies between the header and the checksum.</summary>
    private static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> snapshot, out ushort version)
    {
        if (snapshot.Length < SnapshotFormat.HeaderSize + SnapshotFormat.ChecksumSize
            || BinaryPrimitives.ReadUInt32LittleEndian(snapshot) != SnapshotFormat.Magic)
        {
            throw SnapshotInput.Damaged("it does not begin as one");
        }

        version = BinaryPrimitives.ReadUInt16LittleEndian(snapshot[sizeof(uint)..]);
        if (version is < SnapshotFormat.FirstVersion or > SnapshotFormat.Version)
        {
            throw new InvalidDataException(
                $"The snapshot of merged metrics has version {version}; this program reads versions {SnapshotFormat.FirstVersion} to {SnapshotFormat.Version}. "
                + "Run the program that wrote it, or remove the snapshot to begin anew, with counters that start at 0.");
        }

        ReadOnlySpan<byte> covered = snapshot[..^SnapshotFormat.ChecksumSize];
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(snapshot[covered.Length..]);
        return ~SnapshotFormat.Checksum(uint.MaxValue, covered) == expected
            ? covered[SnapshotFormat.HeaderSize..]
            : throw SnapshotInput.Damaged("its checksum is wrong");
    }

    private static void ReadGroups(MergeTables tables, ref SnapshotInput input)
    {
        int count = input.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            GroupRecord group = new() { Key = input.ReadKey(), Parent = input.ReadInt32(), Level = (GroupLevel)input.ReadByte() };
            if (group.Parent < -1 || group.Parent >= i || (group.Level == GroupLevel.Resource) != (group.Parent == -1))
            {
                throw SnapshotInput.Damaged("a group is in none");
            }

            group.Kind = (MetricKind)input.ReadByte();
            group.IsMonotonic = input.ReadByte() != 0;
            group.Body = tables.Text.Add(input.ReadText());
            group.Extra = tables.Text.Add(input.ReadText());
            group.Description = tables.Text.Add(input.ReadText());
            tables.Groups.Add(group);
        }
    }

    private static void ReadSeries(MergeTables tables, ref SnapshotInput input)
    {
        int count = input.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            tables.Series.Add(new SeriesRecord
            {
                Key = input.ReadKey(),
                StartUnixNano = input.ReadUInt64(),
                Total = new Total { Integer = (long)input.ReadUInt64(), High = input.ReadDouble(), Low = input.ReadDouble() },
                SeenSeconds = input.ReadUInt32(),
                Metric = input.ReadIndex(tables.Groups.Count),

                // Somebody may have shown it before the snapshot was read: if it has ended since, that is to be said.
                Flags = (SeriesFlags)input.ReadByte() | SeriesFlags.IsShown,
                Attributes = tables.Text.Add(input.ReadText()),
                Block = ReadBlock(tables.Words, ref input),
            });
        }
    }

    private static void ReadStreams(MergeTables tables, ref SnapshotInput input)
    {
        int count = input.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            tables.Streams.Add(new StreamRecord
            {
                Key = input.ReadKey(),
                StartUnixNano = input.ReadUInt64(),
                TimeUnixNano = input.ReadUInt64(),
                Value = input.ReadUInt64(),
                SeenSeconds = input.ReadUInt32(),
                Series = input.ReadIndex(tables.Series.Count),
                Flags = (StreamFlags)input.ReadByte(),
                Block = ReadBlock(tables.Words, ref input),
            });
        }
    }

    private static void ReadBounds(BoundsTable table, ref SnapshotInput input)
    {
        int sets = input.ReadInt32();
        for (int i = 0; i < sets; i++)
        {
            double[] bounds = new double[input.ReadCount(sizeof(double))];
            for (int j = 0; j < bounds.Length; j++)
            {
                bounds[j] = input.ReadDouble();
            }

            if (table.FindOrAdd(bounds) != i + 1)
            {
                throw SnapshotInput.Damaged("bounds are there twice");
            }
        }
    }

    private static int ReadBlock(WordArena words, ref SnapshotInput input)
    {
        int length = input.ReadCount(sizeof(ulong));
        if (length == 0)
        {
            return 0;
        }

        int block = words.Allocate(length, input.ReadInt32());
        foreach (ref ulong word in words[block])
        {
            word = input.ReadUInt64();
        }

        return block;
    }

    private static void ReadForgotten(MergeTables tables, KeyedTable<ForgottenStream> generation, ushort version, ref SnapshotInput input)
    {
        int count = input.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            ForgottenStream forgotten = new() { Key = input.ReadKey() };
            if (version == 1)
            {
                forgotten.TimeUnixNano = input.ReadUInt64();
            }
            else
            {
                forgotten.StartUnixNano = input.ReadUInt64();
                forgotten.TimeUnixNano = input.ReadUInt64();
                forgotten.Value = input.ReadUInt64();
                forgotten.Flags = (StreamFlags)input.ReadByte();
                forgotten.Block = ReadBlock(tables.Words, ref input);
            }

            tables.Forgotten.Restore(forgotten, generation);
        }
    }
}
