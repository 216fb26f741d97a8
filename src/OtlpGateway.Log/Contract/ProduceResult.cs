// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

public enum ProduceStatus : byte
{
    /// <summary>Durable: fsynced here, or acknowledged by all in-sync replicas.</summary>
    Stored = 1,

    /// <summary>The log or its disk is full of what consumers have not finished. Try again later.</summary>
    Full,

    /// <summary>The record alone is larger than the log takes. Final.</summary>
    TooLarge,

    /// <summary>The log cannot answer now: brokers away, time-out, shutting down. Try again; it may have been stored.</summary>
    Unavailable,

    /// <summary>The log is broken: a failed fsync, a damaged file. An operator is needed; nothing was stored.</summary>
    Failed,
}

/// <param name="Status">What became of the record.</param>
/// <param name="Partition">Where it is, when stored.</param>
/// <param name="Offset">Where it is, when stored.</param>
/// <param name="Message">What happened and what to do, when not stored.</param>
/// <param name="RetryAfter">When trying again makes sense, if known.</param>
public readonly record struct ProduceResult(
    ProduceStatus Status,
    int Partition,
    long Offset,
    string Message = "",
    TimeSpan? RetryAfter = null);
