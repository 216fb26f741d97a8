// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Log.Kafka.Reading;

/// <summary>
/// Reads one header of the records of a topic since a time. Kafka has no way to ask for headers alone: whole records come
/// over the network, so what is read is bounded in bytes and in time. Beyond the bound it ends with an error, since an
/// answer in part could not be told from a whole one.
/// </summary>
internal sealed class HeaderScan(string header, DateTimeOffset since, Action<DateTimeOffset, ReadOnlyMemory<byte>> found, TimeProvider time)
{
    internal const long MaxBytes = 4L << 30;

    private const int FetchBytes = 8 << 20;

    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(2);

    private readonly long _started = time.GetTimestamp();
    private long _bytes;

    public async Task RunAsync(ITopicReader topic, CancellationToken cancellationToken)
    {
        foreach (IPartitionReader partition in topic.Partitions)
        {
            long offset = await partition.FindOffsetAsync(since, cancellationToken);
            long end = await partition.GetEndOffsetAsync(cancellationToken);
            while (offset < end)
            {
                using FetchResult fetched = await partition.FetchAsync(offset, FetchBytes, cancellationToken);
                offset = Take(partition, fetched, offset);
            }
        }
    }

    private long Take(IPartitionReader partition, FetchResult fetched, long offset)
    {
        if (fetched.Status == FetchStatus.Unavailable || (fetched.Status == FetchStatus.OutOfRange && fetched.NextOffset <= offset))
        {
            throw new IOException(fetched.Message);
        }

        foreach (LogRecord record in fetched.Records)
        {
            _bytes += record.Value.Length;
            if (record.Timestamp < since)
            {
                continue;
            }

            foreach (LogHeader match in record.Headers)
            {
                if (match.Name == header)
                {
                    found(record.Timestamp, match.Value);
                    break;
                }
            }
        }

        if (_bytes > MaxBytes || time.GetElapsedTime(_started) > MaxDuration)
        {
            throw new IOException(
                $"Kafka: reading the headers of {partition.Topic} since {since:u} takes more than {MaxBytes >> 30} GiB or {MaxDuration.TotalMinutes:0} minutes.");
        }

        return fetched.NextOffset;
    }
}
