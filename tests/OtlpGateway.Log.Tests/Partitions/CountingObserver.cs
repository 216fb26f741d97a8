// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Partitions;

namespace OtlpGateway.Log.Tests.Partitions;

internal sealed class CountingObserver : ILogObserver
{
    private long _records;
    private long _failures;
    private long _tornBytes;
    private long _damaged;
    private long _removed;

    public long Records => Volatile.Read(ref _records);

    public long Failures => Volatile.Read(ref _failures);

    public long TornBytes => Volatile.Read(ref _tornBytes);

    public long DamagedRecords => Volatile.Read(ref _damaged);

    public long RemovedBytes => Volatile.Read(ref _removed);

    public void Committed(string topic, int records, long bytes, TimeSpan flush) => Interlocked.Add(ref _records, records);

    public void WriteFailed(string topic) => Interlocked.Increment(ref _failures);

    public void TornTail(string topic, long bytes) => Interlocked.Add(ref _tornBytes, bytes);

    public void Damaged(string topic, long records) => Interlocked.Add(ref _damaged, records);

    public void Removed(string topic, long bytes) => Interlocked.Add(ref _removed, bytes);
}
