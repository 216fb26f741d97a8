// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Receivers.Kafka.Checkpoints;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka.Checkpoints;

/// <summary>These bytes are on people's disks and in their topics.</summary>
public class CheckpointFormatTests
{
    private const string Golden =
        "4F47435001010500" + "0807060504030201" + "0200000000000000" + "0300000000000000" + "01000000" + "02000000" + "672F742F39" + "AABB" + "2F9B4232";

    private static readonly CheckpointPiece Piece = new(CheckpointKind.State, "g/t/9", 0x0102030405060708, 2, 3, 1, 2, new byte[] { 0xAA, 0xBB });

    [Fact]
    public void Write_OfAPiece_IsTheBytesOfVersion1() => Assert.Equal(Golden, Convert.ToHexString(CheckpointFormat.Write(Piece)));

    [Fact]
    public void Kinds_HaveTheNumbersThatAreWritten() =>
        Assert.Equal([1, 2], Enum.GetValues<CheckpointKind>().Select(kind => (int)kind));

    [Fact]
    public void TryRead_OfWhatWasWritten_IsThePiece()
    {
        Assert.True(CheckpointFormat.TryRead(CheckpointFormat.Write(Piece), out CheckpointPiece read, out _));
        Assert.Equal(Piece with { Payload = default }, read with { Payload = default });
        Assert.Equal(Piece.Payload.ToArray(), read.Payload.ToArray());
    }

    [Fact]
    public void TryRead_OfAnyPieceCutOffOrWithAFlippedBit_IsAFault()
    {
        byte[] bytes = CheckpointFormat.Write(Piece);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(CheckpointFormat.TryRead(bytes.AsMemory(0, length), out _, out string fault));
            Assert.NotEmpty(fault);
        }

        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(CheckpointFormat.TryRead(flipped, out _, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void TryRead_OfAnotherVersion_SaysWhich()
    {
        byte[] bytes = CheckpointFormat.Write(Piece);
        bytes[4] = 9;
        Assert.False(CheckpointFormat.TryRead(bytes, out _, out string fault));
        Assert.Equal("it has version 9, and this gateway reads version 1", fault);
    }

    [Fact]
    public void NameOf_Partitions_TellsThemApart() => Assert.Equal(
        "g/t#id/3", CheckpointFormat.NameOf(LogPartition.Of("g", "t", "id", 3)));
}
