// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Partitions;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Log.Tests.Partitions;

/// <summary>One partition in a directory of its own, on files that can fail and a clock that stands still.</summary>
internal sealed class PartitionFixture : IDisposable
{
    private readonly TempDirectory _directory = new();
    private Partition? _partition;

    public FakeTime Time { get; } = new();

    public ListLogger Logger { get; } = new();

    public FaultyFiles Files { get; } = new();

    public CountingObserver Observer { get; private set; } = new();

    public long SegmentBytes { get; set; } = 1 << 20;

    public string Directory => _directory.In("p");

    public Partition Partition => _partition ??= Open();

    public string LastSegment => System.IO.Directory.GetFiles(Directory, "*.seg").Order(StringComparer.Ordinal).Last();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Partition Open(long minNextOffset = 0, string? directory = null)
    {
        Observer = new CountingObserver();
        return Partition.Open(
            new PartitionSettings
            {
                Topic = "t",
                Number = 0,
                Directory = directory ?? Directory,
                SegmentBytes = SegmentBytes,
                MaxRecordBytes = 1 << 20,
                IndexIntervalBytes = 4096,
                Files = Files,
                Capacity = new NoLimit(),
                Time = Time,
                Logger = Logger,
                Observer = Observer,
            },
            minNextOffset);
    }

    public void Close()
    {
        _partition?.Dispose();
        _partition = null;
    }

    /// <summary>Closes, and forgets how far the last segment was flushed, as after a crash.</summary>
    public void Crash()
    {
        Close();
        File.Delete(Path.ChangeExtension(LastSegment, ".idx"));
    }

    public async Task<ProduceResult> AppendAsync(string value) =>
        await Partition.AppendAsync(new ProduceRecord("t", Encoding.UTF8.GetBytes(value)), Token);

    public async Task StoreAsync(params IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            Assert.Equal(ProduceStatus.Stored, (await AppendAsync(value)).Status);
        }
    }

    /// <summary>Everything there is, in order: "offset:value", and "!from-to" for what cannot be read.</summary>
    public static async Task<List<string>> ReadAllAsync(Partition partition, int maxBytes = 1)
    {
        List<string> found = [];
        using PartitionReader reader = new(partition);
        long offset = partition.StartOffset;
        while (offset < partition.EndOffset)
        {
            using FetchResult result = await reader.FetchAsync(offset, maxBytes, Token);
            Assert.True(result.Status is FetchStatus.Records or FetchStatus.Damaged, result.Message);
            found.AddRange(result.Records.Select(record => $"{record.Offset}:{Encoding.UTF8.GetString(record.Value.Span)}"));
            if (result.Status == FetchStatus.Damaged && result.NextOffset > offset)
            {
                found.Add($"!{offset}-{result.NextOffset - 1}");
            }

            offset = result.NextOffset;
        }

        return found;
    }

    public Task<List<string>> ReadAllAsync() => ReadAllAsync(Partition);

    public void Dispose()
    {
        Close();
        _directory.Dispose();
    }

    private sealed class NoLimit : ILogCapacity
    {
        public bool TryReserve(long bytes, out string refusal)
        {
            refusal = "";
            return true;
        }

        public void Release(long bytes)
        {
        }
    }
}
