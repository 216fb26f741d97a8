// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka.Checkpoints;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka.Checkpoints;

public class CheckpointScanTests
{
    private const string Name = "g/t/1";

    private readonly CheckpointScan _scan = new(Name);

    [Fact]
    public void Result_OfAnEmptyTopic_IsNothing() => Assert.Null(_scan.Result("states"));

    [Fact]
    public void Result_OfPieces_IsTheirWhole()
    {
        Take(State(5, 1, 1, 2, 3, 4), State(5, 1, 0, 2, 1, 2));
        Assert.Equal([1, 2, 3, 4], _scan.Result("states")!.State.ToArray());
    }

    [Fact]
    public void Result_OfAStateThatWasBrokenOff_IsTheWholeOneBefore()
    {
        Take(State(5, 1, 0, 1, 1), State(9, 2, 0, 2, 2), Mark(7, 1));
        Checkpoint found = _scan.Result("states")!;
        Assert.Equal((5, 7), (found.Offset, found.Mark!.Value.Offset));
    }

    [Fact]
    public void Result_OfTwoWritersAtATime_KeepsTheirPiecesApart()
    {
        Take(State(5, 1, 0, 2, 1), State(6, 2, 0, 2, 9), State(5, 1, 1, 2, 1), State(6, 2, 1, 2, 9));
        Checkpoint found = _scan.Result("states")!;
        Assert.Equal(6, found.Offset);
        Assert.Equal([9, 9], found.State.ToArray());
    }

    [Fact]
    public void Result_OfALateWriterThatHadLostThePartition_TakesNothingBack()
    {
        Take(State(9, 2, 0, 1, 9), Mark(12, 100), State(5, 3, 0, 1, 5), Mark(11, 101));
        Checkpoint found = _scan.Result("states")!;
        Assert.Equal(9, found.Offset);
        Assert.Equal((12, 101), (found.Mark!.Value.Offset, found.Mark.Value.Time.UtcTicks));
    }

    [Fact]
    public void Result_WhereCompactionTookAPieceOfAnOldOne_IsTheNewOne()
    {
        Take(State(3, 1, 1, 2, 1), State(5, 2, 0, 2, 5), State(5, 2, 1, 2, 6));
        Assert.Equal([5, 6], _scan.Result("states")!.State.ToArray());
    }

    [Fact]
    public void Result_OfAMarkWithoutAWholeState_IsNeverABeginning()
    {
        Take(State(9, 2, 0, 2, 2), Mark(7, 1));
        CheckpointDamagedException error = Assert.Throws<CheckpointDamagedException>(() => _scan.Result("states"));
        Assert.Contains("Topic states has no whole state of g/t/1", error.Message, StringComparison.Ordinal);
        Assert.Contains("cleanup.policy is compact", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Result_OfABeginningThatWasBrokenOff_IsNothing()
    {
        // Nothing was given out: it begins again.
        Take(State(0, 2, 0, 2, 2));
        Assert.Null(_scan.Result("states"));
    }

    [Fact]
    public void Take_OfOthersAndOfWhatIsNone_IsNothing()
    {
        _scan.Take(CheckpointFormat.Write(new CheckpointPiece(CheckpointKind.State, "g/t/2", 5, 0, 1, 0, 1, new byte[] { 1 })));
        _scan.Take(new byte[] { 1, 2, 3 });
        Assert.False(_scan.HasFound);
        Assert.Null(_scan.Result("states"));
    }

    private static CheckpointPiece State(long offset, long snapshot, int number, int count, params byte[] payload) =>
        new(CheckpointKind.State, Name, offset, 0, snapshot, number, count, payload);

    private static CheckpointPiece Mark(long offset, long ticks) => new(CheckpointKind.Mark, Name, offset, ticks, 0, 0, 1, default);

    private void Take(params CheckpointPiece[] pieces)
    {
        foreach (CheckpointPiece piece in pieces)
        {
            _scan.Take(CheckpointFormat.Write(piece));
        }
    }
}
