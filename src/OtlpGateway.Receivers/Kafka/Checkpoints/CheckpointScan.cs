// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Kafka.Checkpoints;

/// <summary>
/// Puts together what a topic has of one partition: of the states that are whole the one that stands for most, and of the
/// marks what any of them says. States follow from the log, so that each is right, whoever wrote it and when; and a mark
/// that came late from somebody who had lost the partition takes nothing back.
/// </summary>
internal sealed class CheckpointScan(string name)
{
    private readonly Dictionary<(long Snapshot, long Offset), ReadOnlyMemory<byte>?[]> _open = [];
    private Checkpoint? _state;
    private EmittedMark? _mark;
    private string _fault = "";

    public bool HasFound => _state is not null || _mark is not null;

    public void Take(ReadOnlyMemory<byte> record)
    {
        if (!CheckpointFormat.TryRead(record, out CheckpointPiece piece, out string fault))
        {
            _fault = fault;
        }
        else if (piece.Name == name && piece.Kind == CheckpointKind.Mark)
        {
            DateTimeOffset time = new(piece.Ticks, TimeSpan.Zero);
            _mark = _mark is { } before
                ? new EmittedMark(Math.Max(before.Offset, piece.Offset), time > before.Time ? time : before.Time)
                : new EmittedMark(piece.Offset, time);
        }
        else if (piece.Name == name && piece.Kind == CheckpointKind.State && piece.Offset >= (_state?.Offset ?? 0))
        {
            Add(piece);
        }
    }

    /// <summary>Null when nothing was ever saved. Throws <see cref="CheckpointDamagedException"/> when what was saved is not whole.</summary>
    public Checkpoint? Result(string topic)
    {
        if (_state is not null)
        {
            return _state with { Mark = _mark };
        }

        return _mark is null
            ? null
            : throw new CheckpointDamagedException(
                $"Topic {topic} has no whole state of {name}, and says that totals were given out: begun anew they would fall{(_fault.Length == 0 ? "" : $" ({_fault})")}. "
                + "Check that its cleanup.policy is compact; to begin anew, with totals that begin at zero, name another topic in state::topic");
    }

    private void Add(CheckpointPiece piece)
    {
        if (piece.Count < 1 || piece.Number < 0 || piece.Number >= piece.Count)
        {
            _fault = "its numbers cannot be";
            return;
        }

        (long, long) key = (piece.Snapshot, piece.Offset);
        if (!_open.TryGetValue(key, out ReadOnlyMemory<byte>?[]? pieces) || pieces.Length != piece.Count)
        {
            _open[key] = pieces = new ReadOnlyMemory<byte>?[piece.Count];
        }

        pieces[piece.Number] = piece.Payload.ToArray();
        if (Array.TrueForAll(pieces, part => part is not null))
        {
            foreach ((long, long Offset) done in _open.Keys.Where(open => open.Offset <= piece.Offset).ToList())
            {
                _open.Remove(done);
            }

            _state = new Checkpoint(piece.Offset, Join(pieces), null);
        }
    }

    private static byte[] Join(ReadOnlyMemory<byte>?[] pieces)
    {
        byte[] state = new byte[pieces.Sum(piece => piece!.Value.Length)];
        int at = 0;
        foreach (ReadOnlyMemory<byte>? piece in pieces)
        {
            piece!.Value.Span.CopyTo(state.AsSpan(at));
            at += piece.Value.Length;
        }

        return state;
    }
}
