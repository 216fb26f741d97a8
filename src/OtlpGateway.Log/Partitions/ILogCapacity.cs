// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Partitions;

/// <summary>The room of the whole log, shared by its partitions.</summary>
internal interface ILogCapacity
{
    /// <summary>Takes room for bytes to be written; when there is none, says what fills it and what to do.</summary>
    bool TryReserve(long bytes, out string refusal);

    /// <summary>Gives room back: a write failed or a segment is gone.</summary>
    void Release(long bytes);
}
