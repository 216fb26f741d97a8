// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Kafka;

/// <summary>What decides the partition of metrics.</summary>
public enum KafkaMetricGrouping
{
    /// <summary>Job and metric name: the points of a metric meet in one partition, whatever happens to their labels.</summary>
    Metric,
}
