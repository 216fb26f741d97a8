// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using Xunit;

namespace OtlpGateway.Sketches.Tests;

public sealed class DistinctSketchTests
{
    private const double Tolerance = 5;

    public static TheoryData<int, int> Sizes()
    {
        TheoryData<int, int> sizes = [];
        foreach (int precision in (int[])[6, 10, 14])
        {
            foreach (int distinct in (int[])[0, 1, 2, 10, 16, 17, 100, 256, 257, 1000, 10_000, 200_000])
            {
                sizes.Add(precision, distinct);
            }
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Estimate_DistinctValues_IsWithinItsError(int precision, int distinct)
    {
        DistinctSketch sketch = Of(precision, 0, distinct);
        double allowed = Tolerance * 1.04 / Math.Sqrt(1 << precision) * distinct;

        Assert.InRange(sketch.Estimate(), distinct - allowed - 0.5, distinct + allowed + 0.5);
    }

    [Fact]
    public void Estimate_FewValues_IsExact()
    {
        DistinctSketch sketch = new(10);
        for (int distinct = 1; distinct <= 256; distinct++)
        {
            Assert.True(sketch.Add(HyperLogLogTests.HashOf(distinct)));
            Assert.False(sketch.Add(HyperLogLogTests.HashOf(distinct)));
            Assert.Equal(distinct, Math.Round(sketch.Estimate()));
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(16)]
    public void Add_FromSparseToDense_LosesNothing(int precision)
    {
        const int Values = 40_000;
        byte[] dense = new byte[1 << precision];
        DistinctSketch sketch = new(precision);
        for (int value = 0; value < Values; value++)
        {
            HyperLogLog.Add(dense, HyperLogLogTests.HashOf(value));
            sketch.Add(HyperLogLogTests.HashOf(value));
        }

        Assert.Equal(HyperLogLog.Estimate(dense), sketch.Estimate());
    }

    [Fact]
    public void Add_HashesAtTheEnds_HaveTheirRank()
    {
        byte[] dense = new byte[64];
        DistinctSketch sketch = new(6);
        ulong[] hashes = [0, ulong.MaxValue, 1UL << 63, 1UL << 26, 1UL << 25, 1UL << 6, 63, .. Enumerable.Range(0, 64).Select(bit => 1UL << bit)];
        foreach (ulong hash in hashes)
        {
            HyperLogLog.Add(dense, hash);
            sketch.Add(hash);
        }

        Assert.Equal(HyperLogLog.Estimate(dense), sketch.Estimate());
    }

    [Theory]
    [InlineData(50, 60)]
    [InlineData(50, 5000)]
    [InlineData(5000, 50)]
    [InlineData(5000, 7000)]
    public void MergeFrom_AnyForms_IsTheSketchOfAllValues(int first, int second)
    {
        DistinctSketch merged = Of(10, 0, first);
        merged.MergeFrom(Of(10, first / 2, second));

        Assert.Equal(Of(10, 0, Math.Max(first, (first / 2) + second)).Estimate(), merged.Estimate());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5000)]
    public void TryRead_WhatWasWritten_IsTheSame(int distinct)
    {
        DistinctSketch sketch = Of(10, 0, distinct);
        DistinctSketch? read = DistinctSketch.TryRead(Bytes(sketch));

        Assert.NotNull(read);
        Assert.Equal(sketch.Estimate(), read.Estimate());
        read.Add(HyperLogLogTests.HashOf(1_000_000));
        sketch.Add(HyperLogLogTests.HashOf(1_000_000));
        Assert.Equal(Bytes(sketch), Bytes(read));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    public void TryRead_CutOrForeign_IsNull(int distinct)
    {
        byte[] bytes = Bytes(Of(10, 0, distinct));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Null(DistinctSketch.TryRead(bytes.AsSpan(0, length)));
        }

        Assert.Null(DistinctSketch.TryRead([2, .. bytes[1..]]));
        Assert.Null(DistinctSketch.TryRead([bytes[0], 17, .. bytes[2..]]));
        Assert.Null(DistinctSketch.TryRead([.. bytes[..7], .. Enumerable.Repeat((byte)0xFF, bytes.Length - 7)]));
    }

    [Fact]
    public void TryRead_RandomBytes_NeverThrows()
    {
        Random random = new(3);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(80)];
            random.NextBytes(bytes);
            if (bytes.Length > 7)
            {
                (bytes[0], bytes[1], bytes[2]) = (1, (byte)random.Next(5, 18), (byte)random.Next(2));
                (bytes[3], bytes[4], bytes[5], bytes[6]) = ((byte)random.Next(20), 0, 0, 0);
            }

            DistinctSketch? sketch = DistinctSketch.TryRead(bytes);
            Assert.True(sketch is null || double.IsFinite(sketch.Estimate()));
        }
    }

    [Fact]
    public void MemoryBytes_ManyValues_IsTheRegisters()
    {
        Assert.Equal(1024, Of(10, 0, 100_000).MemoryBytes);
        Assert.InRange(Of(10, 0, 20).MemoryBytes, 80, 128);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(17)]
    public void Constructor_NoPrecision_Throws(int precision) => Assert.Throws<ArgumentOutOfRangeException>(() => new DistinctSketch(precision));

    internal static DistinctSketch Of(int precision, int first, int count)
    {
        DistinctSketch sketch = new(precision);
        for (int value = first; value < first + count; value++)
        {
            sketch.Add(HyperLogLogTests.HashOf(value));
        }

        return sketch;
    }

    private static byte[] Bytes(DistinctSketch sketch)
    {
        ArrayBufferWriter<byte> output = new();
        sketch.WriteTo(output);
        return output.WrittenSpan.ToArray();
    }
}
