// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Detection;
using OtlpGateway.Detection.Scan;
using OtlpGateway.Processors.Redaction.Keys;
using Xunit;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>What is remembered of keys, against the detectors run on each.</summary>
public sealed class CleanKeysTests
{
    [Fact]
    public void Contains_RandomKeysInAnyOrder_IsWhatTheDetectorsSay()
    {
        var random = new Random(5);
        string[] keys = [.. Enumerable.Range(0, 4000).Select(index => Make(random, index))];
        bool[] expected = [.. keys.Select(IsClean)];
        CleanKeys clean = new(Detectors.All);
        for (int round = 0; round < 60_000; round++)
        {
            // Runs of keys in order, as messages have them, and jumps.
            int index = random.Next(keys.Length);
            for (int step = 0; step < 4; step++, index = (index + 1) % keys.Length)
            {
                Assert.True(expected[index] == clean.Contains(Encoding.UTF8.GetBytes(keys[index])), keys[index]);
            }
        }

        Assert.Contains(true, expected);
        Assert.Contains(false, expected);
    }

    [Fact]
    public void Contains_KnownKeys_AllocatesNothing()
    {
        CleanKeys clean = new(Detectors.All);
        byte[][] keys = [.. Enumerable.Range(0, 50).Select(index => Encoding.UTF8.GetBytes($"attribute.{index}")), .. Enumerable.Range(0, 50).Select(index => Encoding.UTF8.GetBytes($"u{index}@b.io"))];
        int found = Count(clean, keys);
        long before = GC.GetAllocatedBytesForCurrentThread();

        found += Count(clean, keys);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100, found);
    }

    private static int Count(CleanKeys clean, byte[][] keys)
    {
        int found = 0;
        foreach (byte[] key in keys)
        {
            found += clean.Contains(key) ? 1 : 0;
        }

        return found;
    }

    private static string Make(Random random, int index) => random.Next(5) switch
    {
        0 => $"user.{index}@example.com",
        1 => $"http.header.x-{random.Next(300)}-id",
        2 => new string('k', random.Next(200)) + index,
        3 => $"k{random.Next(100)}",
        _ => $"attribute.{index}.name",
    };

    private static bool IsClean(string key) => !new DetectionScan(Encoding.UTF8.GetBytes(key), Detectors.All).MoveNext();
}
