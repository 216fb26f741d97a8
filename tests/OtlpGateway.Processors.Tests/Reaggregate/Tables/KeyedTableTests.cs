// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate.Tables;

public sealed class KeyedTableTests
{
    [Fact]
    public void Find_AfterAddingAndDropping_AsADictionary()
    {
        Random random = new(5);
        KeyedTable<ForgottenStream> table = new();
        List<ulong> model = [];
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < 3000; i++)
            {
                ulong key = (ulong)random.Next(50_000);
                Assert.Equal(model.Contains(key) ? key : null, Find(table, key));
                if (Find(table, key) is null)
                {
                    table.Add(new ForgottenStream { Key = new Key128(0, key), TimeUnixNano = key });
                    model.Add(key);
                }
            }

            int kept = 0;
            int[] moves = [.. model.Select(_ => random.Next(3) == 0 ? -1 : kept++)];
            table.Retain(moves);
            model = [.. model.Where((_, i) => moves[i] >= 0)];
            Assert.Equal(model, Enumerable.Range(0, table.Count).Select(i => table[i].TimeUnixNano));
        }
    }

    [Fact]
    public void Clear_FindsNothingAndTakesNewOnes()
    {
        KeyedTable<ForgottenStream> table = new();
        table.Add(new ForgottenStream { Key = new Key128(1, 2) });
        table.Clear();

        Assert.Equal(-1, table.Find(new Key128(1, 2)));
        Assert.Equal(0, table.Add(new ForgottenStream { Key = new Key128(1, 2) }));
    }

    private static ulong? Find(KeyedTable<ForgottenStream> table, ulong key)
    {
        int at = table.Find(new Key128(0, key));
        return at < 0 ? null : table[at].TimeUnixNano;
    }
}
