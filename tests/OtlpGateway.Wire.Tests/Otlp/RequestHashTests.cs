// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Text;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

public sealed class RequestHashTests
{
    /// <summary>Frozen: durable records hold such hashes. A change here needs another record version.</summary>
    [Theory]
    [InlineData(0, "14050498817664d85eaf1fe051e43395")]
    [InlineData(1, "5fd1e89014c7b4009ba0f29f709abf12")]
    [InlineData(63, "b3651f6d1d529a93f1bbc8c86461a961")]
    [InlineData(64, "e10278f6014479c97f3e2e5f335dc788")]
    [InlineData(65, "be704055c02bb41cb001ad5b222424fc")]
    [InlineData(1000, "70bc67e5efa586be0617976134e43848")]
    public void Compute_FrozenVectors_NeverChange(int length, string expected)
    {
        byte[] request = new byte[length];
        for (int index = 0; index < length; index++)
        {
            request[index] = (byte)((index * 131) + 7);
        }

        Assert.Equal(expected, RequestHash.Compute(request).ToString("x32", null));
    }

    [Theory]
    [InlineData(Signal.Traces, "b518b63094d09e3186b4ffead89f284d")]
    [InlineData(Signal.Metrics, "8941c8c92b1f9a4e91da55e4d3f6757f")]
    [InlineData(Signal.Logs, "0589f5d51ba0afaf2771efc9b8693d2d")]
    [InlineData(Signal.Profiles, "076d8cc58a9666ee0ede93babebae050")]
    public void Compute_OfASignal_IsFrozenToo(Signal signal, string expected) =>
        Assert.Equal(expected, RequestHash.Compute(signal, "request"u8).ToString("x32", null));

    [Fact]
    public void Compute_ZerosOfEveryLength_AllDiffer()
    {
        var seen = new HashSet<UInt128>();
        byte[] zeros = new byte[2000];
        for (int length = 0; length <= zeros.Length; length++)
        {
            Assert.True(seen.Add(RequestHash.Compute(zeros.AsSpan(0, length))));
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(700)]
    public void Compute_OneFlippedBit_FlipsHalfTheHash(int length)
    {
        var random = new Random(3);
        byte[] request = new byte[length];
        int[] flips = new int[128];
        int trials = 0;
        for (int round = 0; round < 40; round++)
        {
            random.NextBytes(request);
            UInt128 before = RequestHash.Compute(request);
            for (int bit = 0; bit < length * 8; bit += 1 + (length / 16))
            {
                request[bit / 8] ^= (byte)(1 << (bit % 8));
                UInt128 change = before ^ RequestHash.Compute(request);
                request[bit / 8] ^= (byte)(1 << (bit % 8));
                int changed = BitOperations.PopCount((ulong)change) + BitOperations.PopCount((ulong)(change >> 64));
                Assert.InRange(changed, 30, 98);
                trials++;
                for (int output = 0; output < 128; output++)
                {
                    flips[output] += (int)(ulong)(change >> output) & 1;
                }
            }
        }

        // Every output bit flips in half of the trials, give or take six standard deviations.
        double tolerance = 6 * Math.Sqrt(trials) / 2;
        Assert.All(flips, count => Assert.InRange(count, (trials / 2.0) - tolerance, (trials / 2.0) + tolerance));
    }

    [Fact]
    public void Compute_SimilarRequests_SpreadEvenlyOverBuckets()
    {
        // Counters in text and in binary: what retries of different requests look like.
        const int Keys = 64_000;
        const int Buckets = 256;
        int[][] hits = [.. Enumerable.Range(0, 16).Select(_ => new int[Buckets])];
        byte[] request = Encoding.ASCII.GetBytes(new string('x', 90) + "00000000");
        var seen = new HashSet<UInt128>();
        for (int key = 0; key < Keys; key++)
        {
            key.TryFormat(request.AsSpan(90), out _, "D8");
            UInt128 hash = RequestHash.Compute(request);
            Assert.True(seen.Add(hash));
            for (int part = 0; part < 16; part++)
            {
                hits[part][(byte)(hash >> (part * 8))]++;
            }
        }

        // Chi-squared with 255 degrees of freedom: mean 255, standard deviation 22.6.
        double expected = (double)Keys / Buckets;
        Assert.All(hits, part => Assert.InRange(part.Sum(count => (count - expected) * (count - expected) / expected), 255 - (6 * 22.6), 255 + (6 * 22.6)));
    }

    [Fact]
    public void Compute_SwappedBlocks_Differ()
    {
        var random = new Random(4);
        byte[] request = new byte[64 * 8];
        random.NextBytes(request);
        UInt128 before = RequestHash.Compute(request);
        for (int step = 8; step <= 128; step *= 2)
        {
            for (int first = 0; first + (2 * step) <= request.Length; first += step)
            {
                byte[] swapped = [.. request];
                request.AsSpan(first, step).CopyTo(swapped.AsSpan(first + step));
                request.AsSpan(first + step, step).CopyTo(swapped.AsSpan(first));
                Assert.NotEqual(before, RequestHash.Compute(swapped));
            }
        }
    }
}
