// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// How many partitions the topics have. Asked once for each topic: a number that changed while gateways run would send the
/// points of a metric to two places. As many topics are kept as the log has. Thread-safe.
/// </summary>
/// <param name="create">Whether topics that are not there are created.</param>
internal sealed class TopicPartitions(ILogger logger, bool create)
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _forgotten = new(StringComparer.Ordinal);

    /// <summary>The log that is asked; set before anything is.</summary>
    public ILogClient? Log { get; set; }

    /// <summary>Null where it is not known yet.</summary>
    public int? CountOf(string topic) => _counts.TryGetValue(topic, out int count) ? count : null;

    /// <summary>Asks the log for what is not known. Anything but accepted is the answer to the batch.</summary>
    public async ValueTask<Outcome> LearnAsync(IEnumerable<string> topics, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string topic in topics)
            {
                if (await AskAsync(topic, cancellationToken) is not { } count)
                {
                    return Outcome.Retry(Reasons.DestinationDown, $"topic {topic} is not there; create it (otlp-gateway migrate does)");
                }

                Note(topic, count);
            }

            return Outcome.Accepted;
        }
        catch (IOException failure)
        {
            return Outcome.Retry(Reasons.DestinationDown, $"the number of partitions is not known yet: {failure.Message}");
        }
        catch (OperationCanceledException)
        {
            return Outcome.Cancelled();
        }
    }

    /// <summary>A partition did not take a record, perhaps because it is not there any more: the number is asked for again.</summary>
    public void Doubt(string topic)
    {
        if (_counts.TryRemove(topic, out int count))
        {
            _forgotten[topic] = count;
        }
    }

    private async ValueTask<int?> AskAsync(string topic, CancellationToken cancellationToken)
    {
        ILogClient log = Log ?? throw new InvalidOperationException("There is no log to ask yet.");
        int? count = await log.CountPartitionsAsync(topic, cancellationToken);
        if (count is null && create)
        {
            await log.EnsureTopicAsync(topic, null, cancellationToken);
            count = await log.CountPartitionsAsync(topic, cancellationToken);
        }

        return count is > 0 ? count : null;
    }

    private void Note(string topic, int count)
    {
        _counts[topic] = count;
        if (_forgotten.TryRemove(topic, out int before) && before != count)
        {
            KafkaExporterLog.PartitionsChanged(logger, topic, before, count);
        }
    }
}
