// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Kafka.Checkpoints;

/// <summary>
/// Keeps states in a compacted topic, where any owner finds them. A state is written in pieces; the last one makes it whole.
/// Two sets of keys take turns, so that compaction never removes a whole state for one that was broken off.
/// </summary>
internal sealed class TopicCheckpoints(ILogClient log, ILogProducer producer, string topic, TimeProvider time) : ICheckpointStore
{
    /// <summary>Below what brokers take for a record by default.</summary>
    internal const int PieceBytes = 512 * 1024;

    private const int Partitions = 16;
    private const int FetchBytes = 8 * 1024 * 1024;

    internal static readonly TopicOptions Options = new()
    {
        Partitions = Partitions,
        Kafka = new Dictionary<string, string>
        {
            ["cleanup.policy"] = "compact",

            // What is read on every assignment: little more than the last state of each partition.
            ["segment.bytes"] = "67108864",
            ["segment.ms"] = "3600000",
            ["min.cleanable.dirty.ratio"] = "0.1",
        },
    };

    private readonly Lock _gate = new();
    private Task<int>? _partitions;
    private long _lastNumber;

    public async ValueTask<Checkpoint?> LoadAsync(LogPartition partition, CancellationToken cancellationToken)
    {
        int home = partition.Partition % await PartitionsAsync(cancellationToken);
        await using ITopicReader? reader = await log.OpenTopicAsync(topic, cancellationToken);
        if (reader is null)
        {
            throw new IOException($"Topic {topic}, which states are kept in, is not there.");
        }

        // Where it is written; and everywhere, in case the topic has got more partitions since.
        CheckpointScan scan = new(CheckpointFormat.NameOf(partition));
        foreach (IPartitionReader part in reader.Partitions.OrderBy(part => part.Partition != home))
        {
            if (part.Partition == home || !scan.HasFound)
            {
                await ScanAsync(part, scan, cancellationToken);
            }
        }

        return scan.Result(topic);
    }

    public async ValueTask SaveAsync(LogPartition partition, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        string name = CheckpointFormat.NameOf(partition);
        long number = NextNumber();
        int count = Math.Max(1, (state.Length + PieceBytes - 1) / PieceBytes);

        // One array for all pieces: a record is borrowed only until it is stored. Not from the pool: who cancels leaves it to
        // whoever stores it still.
        byte[] bytes = new byte[CheckpointFormat.SizeAround(name) + Math.Min(state.Length, PieceBytes)];
        for (int i = 0; i < count; i++)
        {
            ReadOnlyMemory<byte> payload = state.Slice(i * PieceBytes, Math.Min(PieceBytes, state.Length - (i * PieceBytes)));
            CheckpointPiece piece = new(CheckpointKind.State, name, offset, 0, number, i, count, payload);
            ReadOnlyMemory<byte> written = bytes.AsMemory(0, CheckpointFormat.Write(piece, bytes));
            await WriteAsync(partition, $"{name}/{number & 1}/{i}", written, cancellationToken);
        }
    }

    public ValueTask MarkAsync(LogPartition partition, EmittedMark mark, CancellationToken cancellationToken)
    {
        string name = CheckpointFormat.NameOf(partition);
        CheckpointPiece piece = new(CheckpointKind.Mark, name, mark.Offset, mark.Time.UtcTicks, 0, 0, 1, default);
        return new ValueTask(WriteAsync(partition, $"{name}/mark", CheckpointFormat.Write(piece), cancellationToken));
    }

    /// <summary>Larger than any before, of this or an earlier owner, as far as clocks agree; even and odd in turn.</summary>
    private long NextNumber()
    {
        while (true)
        {
            long last = Interlocked.Read(ref _lastNumber);
            long now = time.GetUtcNow().UtcTicks;
            long next = now > last ? now : last + 1;
            if ((next & 1) == (last & 1))
            {
                next++;
            }

            if (Interlocked.CompareExchange(ref _lastNumber, next, last) == last)
            {
                return next;
            }
        }
    }

    private async Task WriteAsync(LogPartition partition, string key, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        int home = partition.Partition % await PartitionsAsync(cancellationToken);
        ProduceRecord record = new(topic, piece, Encoding.UTF8.GetBytes(key), home);
        ProduceResult result = await producer.ProduceAsync(record, cancellationToken);
        if (result.Status != ProduceStatus.Stored)
        {
            throw new IOException($"Topic {topic}, which states are kept in: {result.Message}");
        }
    }

    private static async Task ScanAsync(IPartitionReader part, CheckpointScan scan, CancellationToken cancellationToken)
    {
        long at = await part.GetStartOffsetAsync(cancellationToken);
        long end = await part.GetEndOffsetAsync(cancellationToken);
        while (at < end)
        {
            using FetchResult fetched = await part.FetchAsync(at, FetchBytes, cancellationToken);
            switch (fetched.Status)
            {
                case FetchStatus.Records:
                    foreach (LogRecord record in fetched.Records)
                    {
                        scan.Take(record.Value);
                    }

                    break;
                case FetchStatus.Unavailable:
                    throw new IOException(fetched.Message);
                default:
                    // What compaction or damage took: whether enough is left is seen at the end.
                    break;
            }

            at = Math.Max(fetched.NextOffset, at + 1);
        }
    }

    /// <summary>How many partitions the topic has, which is made when it is not there; asked once, unless that failed.</summary>
    private Task<int> PartitionsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_partitions is null || _partitions.IsFaulted)
            {
                _partitions = EnsureAsync();
            }

            return _partitions.WaitAsync(cancellationToken);
        }
    }

    private async Task<int> EnsureAsync()
    {
        int there = await CountAsync();
        if (there > 0)
        {
            // As whoever made it wants it. What it holds is written anew every few hours, also where it is not compacted.
            return there;
        }

        await log.EnsureTopicAsync(topic, Options, CancellationToken.None);
        int made = await CountAsync();
        return made > 0 ? made : throw new IOException($"Topic {topic}, which states are kept in, is not there yet.");
    }

    private async Task<int> CountAsync()
    {
        await using ITopicReader? reader = await log.OpenTopicAsync(topic, CancellationToken.None);
        return reader?.Partitions.Count ?? 0;
    }
}
