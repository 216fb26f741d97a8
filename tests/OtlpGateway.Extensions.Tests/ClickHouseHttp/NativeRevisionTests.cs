// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Extensions.ClickHouseHttp.Native;
using Xunit;

namespace OtlpGateway.Extensions.Tests.ClickHouseHttp;

/// <summary>
/// The oracle is the engine: a block of one column starts with its name and type and is data from there on, so blocks of
/// several columns can be put together without knowing any type.
/// </summary>
public sealed class NativeRevisionTests(StoreFixture fixture)
{
    private static readonly byte[] BlockInfo = [1, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0];

    private static readonly string[] Columns =
    [
        "number", "toString(number)", "toFixedString('ab', 3)", "toLowCardinality(toString(number))", "toNullable(number)",
        "toNullable(toString(number))", "CAST(NULL, 'Nullable(String)')", "CAST(if(number % 2, NULL, 'x'), 'LowCardinality(Nullable(String))')",
        "range(number)", "arrayMap(x -> toString(x), range(number))", "[range(number), [number]]", "emptyArrayString()",
        "map('a', number)", "CAST(map('k', toString(number)), 'Map(LowCardinality(String), String)')",
        "CAST([map('k', 'v')], 'Array(Map(LowCardinality(String), String))')", "CAST(arrayMap(x -> toString(x), range(number)), 'Array(LowCardinality(String))')",
        "tuple(number, toString(number))", "CAST((1, 'x'), 'Tuple(`a b` UInt8, c LowCardinality(String))')", "toDateTime64(number, 9, 'UTC')",
        "toDate(number)", "toDecimal128(number, 3)", "CAST('b', 'Enum8(\\'a, (\\' = 1, \\'b\\' = 2)')", "generateUUIDv4(1) = generateUUIDv4(1)",
        "toIPv6('::1')", "NULL", "toInt256(number)", "toUUID('5b8efff7-9803-8103-d269-b633813fc60c')", "INTERVAL number DAY",
        "CAST([(1, 'x')], 'Nested(a UInt8, b String)')", "(1., 2.)::Point", "CAST(number, 'SimpleAggregateFunction(max, UInt64)')",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(54405, false)]
    [InlineData(54454, true)]
    [InlineData(54513, true)]
    public async Task Run_BlockOfEveryType_PutsWhatTheRevisionHasBetweenTheColumns(int revision, bool flagged)
    {
        const int Rows = 5;
        var expected = new List<byte>(BlockInfo) { (byte)Columns.Length, Rows };
        for (int i = 0; i < Columns.Length; i++)
        {
            byte[] one = await NativeAsync($"SELECT {Columns[i]} AS c{i:D2} FROM numbers({Rows})");
            Assert.Equal([1, Rows], one[..2]);
            int data = 2 + 1 + one[2];
            data += 1 + one[data];
            expected.AddRange(one[2..data]);
            expected.AddRange(flagged ? [0] : []);
            expected.AddRange(one[data..]);
        }

        string all = string.Join(", ", Columns.Select((column, i) => $"{column} AS c{i:D2}"));
        byte[] block = await NativeAsync($"SELECT {all} FROM numbers({Rows})");

        Assert.Equal(expected, await ConvertAsync(block, revision));
    }

    [Fact]
    public async Task Run_ManyBlocks_ConvertsEachOne()
    {
        byte[] raw = await NativeAsync("SELECT number, repeat('x', number % 100) FROM numbers(200000) SETTINGS max_block_size = 10000");
        byte[] converted = await ConvertAsync(raw, 54460);

        int added = converted.Length - raw.Length;
        Assert.True(added > 10 && added % 10 == 0, $"{added} bytes were added, which are not 10 a block");
    }

    [Fact]
    public async Task Run_NothingAtAll_IsNothing() => Assert.Empty(await ConvertAsync([], 54460));

    [Fact]
    public async Task Run_BlockThatEndsEarly_Throws()
    {
        byte[] raw = await NativeAsync("SELECT number FROM numbers(100)");
        for (int length = 1; length < raw.Length; length += 97)
        {
            await Assert.ThrowsAsync<EndOfStreamException>(() => ConvertAsync(raw[..length], 54460));
        }
    }

    [Theory]
    [InlineData("AggregateFunction(uniq, UInt64)")]
    [InlineData("JSON")]
    [InlineData("Variant(String, UInt8)")]
    [InlineData("Array(Dynamic)")]
    public void Parse_TypeOfUnknownLayout_SaysWhatToDo(string type)
    {
        var exception = Assert.Throws<ClickHouseException>(() => NativeType.Parse(type));
        Assert.Equal(48, exception.Code);
        Assert.Contains("toString", exception.Message);
    }

    private static async Task<byte[]> ConvertAsync(byte[] raw, int revision)
    {
        using var output = new MemoryStream();
        await new NativeRevision(revision, new MemoryStream(raw), output).RunAsync(Cancelled);
        return output.ToArray();
    }

    private async Task<byte[]> NativeAsync(string sql)
    {
        using var output = new MemoryStream();
        await fixture.Store.QueryAsync(new ClickHouseQuery(sql) { Format = "Native" }, output, Cancelled);
        return output.ToArray();
    }
}
