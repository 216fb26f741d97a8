// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>The <c>remote_write_queue</c> section.</summary>
public sealed class RemoteWriteQueueOptions : IValidatable
{
    internal const int DefaultQueueSize = 10_000;
    private const int MostConsumers = 1000;

    public bool Enabled { get; set; } = true;

    /// <summary>Most batches that wait or are on their way.</summary>
    public long QueueSize { get; set; } = DefaultQueueSize;

    /// <summary>Requests at once. A series always goes the same way, so that its samples keep their order.</summary>
    public int NumConsumers { get; set; } = 5;

    /// <summary>Accepted and without effect: requests carry nothing of the clients' metadata.</summary>
    public List<string> IncludeMetadataKeys { get; set; } = [];

    public void Validate(OptionsValidation validation)
    {
        if (QueueSize <= 0)
        {
            validation.Error("queue_size", "must be at least 1");
        }

        if (NumConsumers is <= 0 or > MostConsumers)
        {
            validation.Error("num_consumers", $"must be from 1 to {MostConsumers}");
        }

        if (IncludeMetadataKeys.Count > 0)
        {
            validation.Warning("include_metadata_keys", "has no effect: requests carry nothing of the clients' metadata");
        }
    }

    internal void ApplyTo(SendingQueueOptions queue)
    {
        queue.QueueSize = QueueSize;
        if (!Enabled)
        {
            queue.Enabled = false;
        }
    }
}
