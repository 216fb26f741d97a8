// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>The partition is no longer this member's: nothing was read or recorded, and trying again is of no use.</summary>
public sealed class PartitionLostException(string message) : InvalidOperationException(message);
