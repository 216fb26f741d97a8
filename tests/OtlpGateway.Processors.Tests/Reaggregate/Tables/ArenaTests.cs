// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate.Tables;

public sealed class ArenaTests
{
    [Fact]
    public void Words_AllocatedChangedAndFreed_KeepWhatWasPutIn()
    {
        Random random = new(6);
        WordArena arena = new();
        Dictionary<int, ulong[]> model = [];
        for (int i = 0; i < 20_000; i++)
        {
            int length = random.Next(20) == 0 ? random.Next(1, 20_000) : random.Next(1, 40);
            int block = model.Count > 50 ? model.Keys.ElementAt(random.Next(model.Count)) : 0;
            if (block != 0)
            {
                Assert.Equal(model[block], arena[block].ToArray());
                model.Remove(block);
            }

            if (block != 0 && random.Next(3) == 0)
            {
                arena.Free(block);
                continue;
            }

            block = arena.Reallocate(block, length, length);
            Assert.Equal((length, length), (arena[block].Length, arena.InfoOf(block)));
            ulong[] words = [.. Enumerable.Range(0, length).Select(_ => (ulong)random.NextInt64())];
            words.CopyTo(arena[block]);
            model.Add(block, words);
        }

        foreach (int block in model.Keys)
        {
            Assert.Equal(model[block], arena[block].ToArray());
            arena.Free(block);
        }

        Assert.Equal(0, arena.LiveWords);
    }

    [Fact]
    public void Words_Allocated_AreZeroAlsoWhenUsedBefore()
    {
        WordArena arena = new();
        int first = arena.Allocate(5, 1);
        arena[first].Fill(ulong.MaxValue);
        arena.Free(first);

        Assert.Equal(new ulong[5], arena[arena.Allocate(5, 2)].ToArray());
    }

    [Fact]
    public void Bytes_ShortAndLong_AreThere()
    {
        ByteArena arena = new();
        byte[][] texts = [.. Enumerable.Range(0, 300).Select(i => Enumerable.Repeat((byte)i, i * i).ToArray())];
        TextRef[] places = [.. texts.Select(text => arena.Add(text))];
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal(texts[i], arena[places[i]].ToArray());
        }
    }

    [Fact]
    public void Bounds_TooMany_AreNoBounds()
    {
        BoundsTable table = new();
        int last = 0;
        for (int i = 1; i <= BoundsTable.MaxSets; i++)
        {
            last = table.FindOrAdd([i]);
        }

        Assert.Equal(BoundsTable.MaxSets, last);
        Assert.Equal(0, table.FindOrAdd([0.5]));
        Assert.Equal(7, table.FindOrAdd([7]));
        Assert.Equal(0, new BoundsTable().FindOrAdd(new double[BoundsTable.MaxBounds + 1]));
    }

    [Fact]
    public void Bytes_LessKeptThanReserved_RestIsUsedForTheNext()
    {
        Random random = new(9);
        ByteArena arena = new();
        List<(TextRef Text, byte[] Bytes)> model = [];
        for (int i = 0; i < 5000; i++)
        {
            int reserved = random.Next(0, 400);
            byte[] bytes = new byte[random.Next(0, reserved + 1)];
            random.NextBytes(bytes);
            bytes.CopyTo(arena.Reserve(reserved));
            model.Add((arena.Keep(bytes.Length), bytes));
        }

        Assert.All(model, text => Assert.Equal(text.Bytes, arena[text.Text].ToArray()));
        Assert.Equal(model.Sum(text => (long)text.Bytes.Length), arena.Added);
    }
}
