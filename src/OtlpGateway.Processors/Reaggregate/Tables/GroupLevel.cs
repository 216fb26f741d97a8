// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>What a group is. In snapshots: the numbers never change.</summary>
internal enum GroupLevel : byte
{
    Resource = 1,
    Scope = 2,
    Metric = 3,
}
