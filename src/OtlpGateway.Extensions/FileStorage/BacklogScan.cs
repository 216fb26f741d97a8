// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>
/// Adds up what a former run left, once at start, by reading it: a queue's limit counts it. At the speed of the disk, and
/// bounded by what the queue may hold.
/// </summary>
internal static class BacklogScan
{
    private const int FetchBytes = 4 << 20;

    public static async Task<StoredBacklog> RunAsync(IPartitionConsumer partition, long start, CancellationToken cancellationToken)
    {
        long end = await partition.GetEndOffsetAsync(cancellationToken);
        var sum = default(StoredBacklog);
        for (long offset = start; offset < end;)
        {
            using FetchResult fetched = await partition.FetchAsync(offset, FetchBytes, cancellationToken);
            foreach (LogRecord record in fetched.Records)
            {
                if (record.Offset < end && TryReadInfo(record, out StoredBatchInfo info))
                {
                    sum = new StoredBacklog(sum.Requests + 1, sum.Items + info.Items, sum.Bytes + record.Value.Length);
                }
            }

            if (fetched.NextOffset <= offset)
            {
                break;
            }

            offset = fetched.NextOffset;
        }

        return sum;
    }

    public static bool TryReadInfo(LogRecord record, out StoredBatchInfo info)
    {
        foreach (LogHeader header in record.Headers)
        {
            if (header.Name == StoredBatchHeader.Name)
            {
                return StoredBatchHeader.TryRead(header.Value.Span, out info);
            }
        }

        info = default;
        return false;
    }
}
