// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>A named byte value that travels with a record.</summary>
public readonly record struct LogHeader(string Name, ReadOnlyMemory<byte> Value);

/// <summary>One record to append. All memory is borrowed until the produce call completes.</summary>
/// <param name="Topic">Created on first use, where the log may create topics.</param>
/// <param name="Value">The payload, usually one OTLP export request.</param>
/// <param name="Key">Records of one key go to one partition and keep their order; empty means any partition.</param>
/// <param name="Partition">A fixed partition; null lets the log choose by key.</param>
/// <param name="Headers">Kept with the record, in this order.</param>
public readonly record struct ProduceRecord(
    string Topic,
    ReadOnlyMemory<byte> Value,
    ReadOnlyMemory<byte> Key = default,
    int? Partition = null,
    IReadOnlyList<LogHeader>? Headers = null);
