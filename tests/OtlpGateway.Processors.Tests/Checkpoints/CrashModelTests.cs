// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Checkpoints;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Checkpoints;

/// <summary>
/// Owners of one partition, one after the other, that die at any of their steps or give it up: no output is ever less than one
/// before it, and the last one is the sum of the log.
/// </summary>
public sealed class CrashModelTests
{
    private const int Records = 60;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Owners_ThatDieAtAnyStep_NeverLetAnOutputFall(int seed)
    {
        Random random = new(seed);
        FakeTime time = new();
        using TestSettings settings = new(time);
        byte[] log = [.. Enumerable.Range(0, Records).Select(_ => (byte)random.Next(1, 100))];
        ScriptedPartition partition = new(time);
        List<(long Sum, DateTimeOffset Time)> given = [];
        int owners = 0;
        while (true)
        {
            // The last owner lives: what it gives out at the end is everything.
            bool isLast = ++owners == 12;
            using CheckpointedProcessor owner = Create(settings, random, partition, given, isLast);
            int left = random.Next(1, 12);
            partition.Before = what =>
            {
                if (!isLast && --left < 0)
                {
                    throw new IOException($"died before {what}");
                }
            };
            long? offset = await TryResumeAsync(owner, partition);
            for (int i = 0; offset is not null && i < (isLast ? Records : random.Next(1, 25)) && offset < Records; i++)
            {
                LogRange range = new(partition.Partition, offset.Value, offset.Value + 1);
                PooledBuffer request = PooledBuffer.CopyOf([log[(int)offset.Value]]);
                using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, request, 1, new ClientContext(), range: range);
                Assert.True((await owner.ConsumeAsync(batch, Token)).IsSuccess);
                offset++;
                if (random.Next(4) == 0)
                {
                    await PassAsync(time);
                }
            }

            await owner.ReleaseAsync(partition.Partition, lost: !isLast && random.Next(3) > 0, Token);
            if (isLast)
            {
                break;
            }
        }

        Assert.Equal(log.Sum(value => (long)value), given[^1].Sum);
        for (int i = 1; i < given.Count; i++)
        {
            Assert.True(given[i].Sum >= given[i - 1].Sum, $"{given[i].Sum} came after {given[i - 1].Sum}");
            Assert.True(given[i].Time > given[i - 1].Time, $"{given[i].Time:O} came after {given[i - 1].Time:O}");
        }
    }

    private static CheckpointedProcessor Create(
        TestSettings settings, Random random, ScriptedPartition partition, List<(long Sum, DateTimeOffset Time)> given, bool isLast)
    {
        ScriptedConsumer next = new()
        {
            Usually = (batch, _) =>
            {
                if (!isLast && random.Next(4) == 0)
                {
                    return ValueTask.FromResult(Outcome.Retry(Reasons.DestinationDown, "away"));
                }

                given.Add((BinaryPrimitives.ReadInt64LittleEndian(batch.Bytes.Span), partition.Mark!.Value.Time));
                return ValueTask.FromResult(Outcome.Accepted);
            },
        };
        EmissionSettings emission = new() { Interval = Interval, SnapshotInterval = random.Next(1, 5) * Interval };
        return new CheckpointedProcessor(settings.For("reaggregate"), emission, new SumStates(), next);
    }

    private static async Task<long?> TryResumeAsync(CheckpointedProcessor owner, ScriptedPartition partition)
    {
        try
        {
            return await owner.ResumeAsync(partition, 0, Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task PassAsync(FakeTime time)
    {
        await time.WaitForTimersAsync(1, Token);
        time.Advance(Interval);
        await time.WaitForTimersAsync(1, Token);
    }
}
