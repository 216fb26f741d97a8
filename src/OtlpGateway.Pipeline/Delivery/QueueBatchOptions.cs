// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>The <c>sending_queue::batch</c> section.</summary>
public sealed class QueueBatchOptions
{
    /// <summary>Longest wait for more; a delivery starts earlier when none is under way.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Size at which a delivery starts although others are under way.</summary>
    public long MinSize { get; set; } = 8192;

    /// <summary>Most that one delivery holds; zero means no limit.</summary>
    public long MaxSize { get; set; }

    /// <summary>The unit of both sizes; unset: the queue's, or items where the queue counts requests.</summary>
    public QueueSizer? Sizer { get; set; }

    /// <summary>What is never merged.</summary>
    public QueuePartitionOptions Partition { get; set; } = new();

    internal QueueSizer EffectiveSizer(QueueSizer queue) =>
        Sizer ?? (queue == QueueSizer.Requests ? QueueSizer.Items : queue);

    internal void Validate(OptionsValidation validation, string path, SendingQueueOptions queue)
    {
        if (FlushTimeout <= TimeSpan.Zero)
        {
            validation.Error($"{path}::flush_timeout", "must be greater than 0");
        }

        if (MinSize < 0)
        {
            validation.Error($"{path}::min_size", "must not be negative");
        }

        if (MaxSize < 0 || (MaxSize > 0 && MaxSize < MinSize))
        {
            validation.Error($"{path}::max_size", "must be 0 (no limit) or at least min_size");
        }

        if (EffectiveSizer(queue.Sizer) == queue.Sizer && MinSize > queue.QueueSize)
        {
            validation.Error($"{path}::min_size", "must not be greater than queue_size, or it is never reached");
        }
    }
}

/// <summary>The <c>sending_queue::batch::partition</c> section.</summary>
public sealed class QueuePartitionOptions
{
    /// <summary>Only requests with the same values of these client headers are merged.</summary>
    public IReadOnlyList<string> MetadataKeys { get; set; } = [];
}
