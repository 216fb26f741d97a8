// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Embedded;
using OtlpGateway.Log.Partitions;
using OtlpGateway.Log.Tests.Partitions;
using Xunit;

namespace OtlpGateway.Log.Tests.Embedded;

/// <summary>
/// Random actions against the log and against a model of it in memory. Whatever happens, what was answered as stored is
/// there under its offset, what was refused is not, and nothing goes that a group has not finished.
/// </summary>
public sealed class ModelTests
{
    private const int Partitions = 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Actions_AtRandom_LogAndModelAgree(int seed)
    {
        using LogFixture fixture = new();
        fixture.Options = new EmbeddedLogOptions
        {
            Topics = new TopicOptions { Partitions = Partitions, SegmentBytes = 6_000, RetentionBytes = 30_000, RetentionAge = TimeSpan.FromHours(1) },
            MaxBytes = 150_000,
        };
        await using Run run = new(fixture, new Random(seed));
        await run.OpenAsync();
        for (int step = 0; step < 250; step++)
        {
            await run.StepAsync();
        }

        await run.CheckAllAsync();
        Assert.True(run.Restarts > 0 && run.Stored > 200 && run.Refused > 0, $"{run.Restarts} {run.Stored} {run.Refused}");
    }

    private sealed class Run(LogFixture fixture, Random random) : IAsyncDisposable
    {
        private readonly SortedDictionary<long, string>[] _stored = [.. Enumerable.Range(0, Partitions).Select(_ => new SortedDictionary<long, string>())];
        private readonly Dictionary<(string Group, int Partition), long> _committed = [];
        private EmbeddedLog? _log;
        private int _next;

        public int Restarts { get; private set; }

        public int Stored { get; private set; }

        public int Refused { get; private set; }

        private EmbeddedLog Log => _log!;

        public async Task OpenAsync()
        {
            _log = await fixture.OpenAsync();
            _log.EnsureTopic("t", null);
            await LogFixture.RegisterAsync(_log, "a", "t");
            await LogFixture.RegisterAsync(_log, "b", "t");
        }

        public Task StepAsync() => random.Next(100) switch
        {
            < 45 => AppendAsync(random.Next(1, 12)),
            < 60 => ReadAsync(random.Next(Partitions)),
            < 75 => CommitAsync(),
            < 80 => ExpireAsync(),
            < 84 => RestartAsync(),
            < 88 => StopTheMachineAsync(),
            < 92 => AppendWithAsync(() => fixture.Files.RoomBytes = random.Next(3_000)),
            < 96 => AppendWithAsync(() => fixture.Files.OnFlush = () => throw FaultyFiles.BrokenDisk()),
            _ => AppendWithAsync(() => fixture.Files.OnWrite = () => throw FaultyFiles.BrokenDisk()),
        };

        public async Task CheckAllAsync()
        {
            for (int i = 0; i < Partitions; i++)
            {
                Partition partition = Part(i);
                Assert.Equal(Expected(i, partition.StartOffset), await LogFixture.ReadAllAsync(partition));
            }
        }

        public ValueTask DisposeAsync() => _log?.DisposeAsync() ?? ValueTask.CompletedTask;

        private Partition Part(int number) => Log.FindTopic("t")!.Partitions[number];

        private List<(long, string)> Expected(int partition, long from) =>
            [.. _stored[partition].Where(pair => pair.Key >= from).Select(pair => (pair.Key, pair.Value))];

        private async Task AppendAsync(int count)
        {
            (string Value, Task<ProduceResult> Result)[] appends = [.. Enumerable.Range(0, count).Select(_ =>
            {
                string value = $"{_next++}".PadRight(random.Next(10, random.Next(8) == 0 ? 9_000 : 400), '.');
                return (value, Log.ProduceAsync(new ProduceRecord("t", Encoding.UTF8.GetBytes(value)), Token).AsTask());
            })];
            foreach ((string value, Task<ProduceResult> task) in appends)
            {
                ProduceResult result = await task;
                if (result.Status == ProduceStatus.Stored)
                {
                    _stored[result.Partition].Add(result.Offset, value);
                    Stored++;
                }
                else
                {
                    Refused++;
                }
            }
        }

        private async Task AppendWithAsync(Action fault)
        {
            fault();
            await AppendAsync(random.Next(1, 12));
            fixture.Files.RoomBytes = long.MaxValue;
            fixture.Files.OnFlush = () => { };
            fixture.Files.OnWrite = () => { };
            if (random.Next(4) > 0)
            {
                fixture.Time.Advance(TimeSpan.FromSeconds(2));
            }
        }

        private async Task ReadAsync(int number)
        {
            Partition partition = Part(number);
            if (partition.EndOffset == partition.StartOffset)
            {
                return;
            }

            long offset = random.NextInt64(partition.StartOffset, partition.EndOffset);
            using PartitionReader reader = new(partition);
            using FetchResult result = await reader.FetchAsync(offset, random.Next(1, 20_000), Token);
            Assert.True(result.Status == FetchStatus.Records, result.Message);
            Assert.Equal(
                Expected(number, offset).Take(result.Records.Count),
                result.Records.Select(record => (record.Offset, Encoding.UTF8.GetString(record.Value.Span))));
        }

        private async Task CommitAsync()
        {
            string group = random.Next(2) == 0 ? "a" : "b";
            int partition = random.Next(Partitions);
            long from = Math.Max(_committed.GetValueOrDefault((group, partition)), Part(partition).StartOffset);
            long offset = random.NextInt64(from, Part(partition).EndOffset + 1);
            await LogFixture.CommitAsync(Log, group, "t", partition, offset);
            _committed[(group, partition)] = offset;
        }

        private Task ExpireAsync()
        {
            fixture.Time.Advance(TimeSpan.FromMinutes(random.Next(50)));
            Log.ExpireAll();
            CheckNothingUnfinishedIsGone();
            return Task.CompletedTask;
        }

        private async Task RestartAsync()
        {
            await Log.DisposeAsync();
            await ReopenAsync();
        }

        private async Task StopTheMachineAsync()
        {
            fixture.StopTheMachine();
            await Log.DisposeAsync();
            TearTheTails();
            await ReopenAsync();
        }

        private async Task ReopenAsync()
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(2));
            await OpenAsync();
            Restarts++;
            await CheckAllAsync();
            CheckNothingUnfinishedIsGone();
            foreach (((string group, int partition), long offset) in _committed)
            {
                Assert.Equal(offset, Log.Offsets.Committed(group, "t", partition));
            }
        }

        /// <summary>A write that was under way when the machine stopped: the first bytes of some record.</summary>
        private void TearTheTails()
        {
            foreach (string directory in Directory.GetDirectories(Path.Combine(fixture.Directory, "topics", "t")))
            {
                string last = Directory.GetFiles(directory, "*.seg").Order(StringComparer.Ordinal).Last();
                byte[] bytes = File.ReadAllBytes(last);
                int length = Math.Min(random.Next(60), bytes.Length);
                File.WriteAllBytes(last, [.. bytes, .. bytes[^length..]]);
            }
        }

        private void CheckNothingUnfinishedIsGone()
        {
            for (int i = 0; i < Partitions; i++)
            {
                long finished = Math.Min(_committed.GetValueOrDefault(("a", i)), _committed.GetValueOrDefault(("b", i)));
                Assert.InRange(Part(i).StartOffset, 0, finished);
            }
        }
    }
}
