// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using System.Text;
using OtlpGateway.Log.Files;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Kafka.Checkpoints;

/// <summary>
/// Keeps states in a directory: two files for each partition, one with the state and one with the mark. Each is replaced as
/// a whole, when its content and its name are on the medium: a crash leaves the one before.
/// </summary>
internal sealed class FileCheckpoints(string directory) : ICheckpointStore
{
    private const string StateEnding = ".state";
    private const string MarkEnding = ".mark";
    private const string NewEnding = ".new";
    private const int NameBytes = 12;

    public ValueTask<Checkpoint?> LoadAsync(LogPartition partition, CancellationToken cancellationToken) =>
        new(Task.Run(() => Load(partition), cancellationToken));

    public ValueTask SaveAsync(LogPartition partition, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        CheckpointPiece piece = new(CheckpointKind.State, CheckpointFormat.NameOf(partition), offset, 0, 0, 0, 1, state);
        return new ValueTask(Task.Run(() => Replace(PathOf(partition, StateEnding), piece), cancellationToken));
    }

    public ValueTask MarkAsync(LogPartition partition, EmittedMark mark, CancellationToken cancellationToken)
    {
        CheckpointPiece piece = new(CheckpointKind.Mark, CheckpointFormat.NameOf(partition), mark.Offset, mark.Time.UtcTicks, 0, 0, 1, default);
        return new ValueTask(Task.Run(() => Replace(PathOf(partition, MarkEnding), piece), cancellationToken));
    }

    private Checkpoint? Load(LogPartition partition)
    {
        CheckpointPiece? state = Read(partition, StateEnding, CheckpointKind.State);
        EmittedMark? mark = Read(partition, MarkEnding, CheckpointKind.Mark) is { } read
            ? new EmittedMark(read.Offset, new DateTimeOffset(read.Ticks, TimeSpan.Zero))
            : null;
        if (state is { } saved)
        {
            return new Checkpoint(saved.Offset, saved.Payload, mark);
        }

        return mark is null
            ? null
            : throw new CheckpointDamagedException(
                $"{PathOf(partition, StateEnding)} is gone, and {MarkEnding} beside it says that totals of {partition} were given out: begun anew they would fall. {Advice(partition)}");
    }

    private CheckpointPiece? Read(LogPartition partition, string ending, CheckpointKind kind)
    {
        string path = PathOf(partition, ending);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }

        if (!CheckpointFormat.TryRead(bytes, out CheckpointPiece piece, out string fault))
        {
            throw new CheckpointDamagedException($"{path} cannot be read: {fault}. {Advice(partition)}");
        }

        return piece.Kind == kind && piece.Name == CheckpointFormat.NameOf(partition)
            ? piece
            : throw new CheckpointDamagedException($"{path} belongs to {piece.Name}. {Advice(partition)}");
    }

    private string Advice(LogPartition partition) =>
        $"Put the files back from a backup of the same log; or, to begin anew, with totals that begin at zero, remove {PathOf(partition, ".*")}";

    private void Replace(string path, CheckpointPiece piece)
    {
        try
        {
            Directory.CreateDirectory(directory);
            string made = path + NewEnding;
            (byte[] head, byte[] checksum) = CheckpointFormat.WriteAround(piece);
            using (FileStream file = new(made, FileMode.Create, FileAccess.Write, FileShare.None, 1))
            {
                file.Write(head);
                file.Write(piece.Payload.Span);
                file.Write(checksum);
                file.Flush(flushToDisk: true);
            }

            File.Move(made, path, overwrite: true);
            DirectoryNames.Flush(directory);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    /// <summary>Groups and topics may have names that no file can have.</summary>
    private string PathOf(LogPartition partition, string ending)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(CheckpointFormat.NameOf(partition)));
        return Path.Combine(directory, $"{partition.Partition}-{Convert.ToHexStringLower(hash.AsSpan(0, NameBytes))}{ending}");
    }
}
