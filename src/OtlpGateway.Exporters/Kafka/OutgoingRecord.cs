// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>A record to store, with the part of the request that it is. Owns its bytes until it is disposed.</summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Key">Its key; null when it has none.</param>
/// <param name="Partition">The partition it goes to; null when the log chooses.</param>
/// <param name="Request">The part in protobuf.</param>
/// <param name="Value">The part as it is stored.</param>
/// <param name="Items">Items in the part.</param>
/// <param name="CanSplit">Whether smaller records can be made of it.</param>
/// <param name="Owners">What the bytes come from, where they are not the batch's own.</param>
internal sealed record OutgoingRecord(
    string Topic,
    byte[]? Key,
    int? Partition,
    ReadOnlyMemory<byte> Request,
    ReadOnlyMemory<byte> Value,
    int Items,
    bool CanSplit,
    IDisposable?[] Owners) : IDisposable
{
    /// <summary>What the log answered last; a status of 0 means that it was not asked, or did not answer.</summary>
    public ProduceResult Result { get; set; }

    /// <summary>Nothing is left to do: stored, or refused for good.</summary>
    public bool IsSettled { get; set; }

    /// <summary>How often the log said that it is too large.</summary>
    public int TooLargeAnswers { get; set; }

    public bool IsStored => Result.Status == ProduceStatus.Stored;

    public void Dispose()
    {
        foreach (IDisposable? owner in Owners)
        {
            owner?.Dispose();
        }
    }
}
