// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Partitions;

/// <summary>Is told what happens in the partitions; the instruments hang behind it.</summary>
internal interface ILogObserver
{
    /// <summary>A group commit: so many records and bytes, one flush that took so long.</summary>
    void Committed(string topic, int records, long bytes, TimeSpan flush);

    /// <summary>A write, a flush or the creation of a segment failed.</summary>
    void WriteFailed(string topic);

    /// <summary>Recovery cut a torn tail.</summary>
    void TornTail(string topic, long bytes);

    /// <summary>A reader met damaged or missing records.</summary>
    void Damaged(string topic, long records);

    /// <summary>Retention removed a segment.</summary>
    void Removed(string topic, long bytes);
}
