// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Tests.Processes;

/// <summary>Where a child dies while it stores a range.</summary>
public enum KillPoint
{
    Never,
    BeforeClaim,
    AfterClaim,
    BeforeInsert,
    DuringInsert,
    AfterInsert,
    BeforeDone,
    AfterDone,
}
