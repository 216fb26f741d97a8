// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Native;

namespace OtlpGateway.Log.Kafka;

/// <summary>
/// Logs on Kafka clusters. Components that reach the same brokers with the same settings share a producer, so that their
/// records share requests; each consumer is a member of its group of its own. Thread-safe.
/// </summary>
public sealed class KafkaLogs : ILogClients
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Identity, Delegate? Token), KafkaCluster> _clusters = [];
    private readonly KafkaContext _context;

    public KafkaLogs(TimeProvider time, Meter meter, ILogger logger) => _context = new KafkaContext(time, logger, new KafkaMetrics(meter));

    /// <summary>
    /// Nothing is connected by this: brokers that are away show when something is produced or read. Throws
    /// <see cref="NotSupportedException"/> when librdkafka is not there.
    /// </summary>
    public ValueTask<ILogClient> OpenAsync(LogAddress address, EmbeddedLogOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (address.IsEmbedded)
        {
            throw new NotSupportedException($"{address} is no Kafka cluster.");
        }

        LibrdkafkaLibrary.Load();
        (string, Delegate?) key = (KafkaSettings.Identity(address), address.Connection?.Token);
        lock (_gate)
        {
            if (!_clusters.TryGetValue(key, out KafkaCluster? cluster))
            {
                cluster = _clusters[key] = new KafkaCluster(address, _context);
            }

            cluster.Users++;
            return new ValueTask<ILogClient>(new KafkaLogClient(cluster, () => ReleaseAsync(key)));
        }
    }

    private ValueTask ReleaseAsync((string Identity, Delegate? Token) key)
    {
        KafkaCluster? last = null;
        lock (_gate)
        {
            if (_clusters.TryGetValue(key, out KafkaCluster? cluster) && --cluster.Users == 0)
            {
                _clusters.Remove(key);
                last = cluster;
            }
        }

        return last is null ? ValueTask.CompletedTask : new ValueTask(Task.Run(last.Dispose));
    }
}
