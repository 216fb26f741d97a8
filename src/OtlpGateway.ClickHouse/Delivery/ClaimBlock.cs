// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>One row of the claims table.</summary>
internal sealed class ClaimBlock : NativeBlock
{
    internal const byte Claimed = 1;
    internal const byte Done = 2;
    internal const byte Rejected = 3;

    internal ClaimBlock(Claim claim, byte state, string owner, string reason = "")
    {
        Add(new LowCardinalityColumn("Target")).Append(Encoding.UTF8.GetBytes(claim.Partition.Target));
        Add(new LowCardinalityColumn("Group")).Append(Encoding.UTF8.GetBytes(claim.Partition.Group));
        Add(new LowCardinalityColumn("Topic")).Append(Encoding.UTF8.GetBytes(claim.Partition.Topic));
        Add(new FixedColumn("Partition", "Int32")).AppendInt32(claim.Partition.Partition);
        Add(new FixedColumn("Start", "Int64")).AppendUInt64((ulong)claim.Start);
        Add(new FixedColumn("End", "Int64")).AppendUInt64((ulong)claim.End);
        Add(new FixedColumn("State", "Enum8('claimed' = 1, 'done' = 2, 'rejected' = 3)")).AppendUInt8(state);
        Add(new FixedColumn("At", "DateTime64(3)")).AppendUInt64((ulong)claim.At.ToUnixTimeMilliseconds());
        Add(new LowCardinalityColumn("Owner")).Append(Encoding.UTF8.GetBytes(owner));
        Add(new FixedColumn("Number", "Int64")).AppendUInt64((ulong)claim.Number);
        Add(new StringColumn("Reason")).Append(Encoding.UTF8.GetBytes(reason));
        EndRow();
        Seal();
    }
}
