// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Tests.Contract;

/// <summary>Parts of the contract that a log under test may be unable to show.</summary>
[Flags]
public enum LogLimits
{
    None = 0,

    /// <summary>A topic gets more partitions while it is read.</summary>
    AddedPartitions = 1,

    /// <summary>Offsets are found by the time that records were stored.</summary>
    SearchByTime = 2,
}
