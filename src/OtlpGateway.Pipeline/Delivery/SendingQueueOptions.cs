// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The <c>sending_queue</c> section. A queue in memory answers its callers after delivery; a persistent one after its
/// fsync. Either way an acknowledged batch is safe.
/// </summary>
public sealed class SendingQueueOptions
{
    private bool? _enabled;
    private bool _isOffByDefault;

    /// <summary>
    /// Without a queue every caller goes straight to the exporter, with no limit on how many at once. Who names a
    /// <see cref="Storage"/> wants a queue, also where the exporter has none by default.
    /// </summary>
    public bool Enabled
    {
        get => _enabled ?? (!_isOffByDefault || !string.IsNullOrEmpty(Storage));
        set => _enabled = value;
    }

    /// <summary>Deliveries at once.</summary>
    public int NumConsumers { get; set; } = 10;

    /// <summary>Most that may be queued or on its way, in the unit of <see cref="Sizer"/>.</summary>
    public long QueueSize { get; set; } = 1000;

    /// <summary>The unit of <see cref="QueueSize"/>.</summary>
    public QueueSizer Sizer { get; set; } = QueueSizer.Requests;

    /// <summary>A full queue makes callers wait, for as long as they care to, instead of refusing.</summary>
    public bool BlockOnOverflow { get; set; }

    /// <summary>Accepted for compatibility: a queue in memory always answers with the delivery's result.</summary>
    public bool WaitForResult { get; set; }

    /// <summary>Id of the storage extension that keeps the queue on disk; null keeps it in memory.</summary>
    public string? Storage { get; set; }

    /// <summary>Merges queued requests before delivery; null delivers them one by one.</summary>
    public QueueBatchOptions? Batch { get; set; }

    /// <summary>For exporters whose destination needs no queue before it: there is none unless it is asked for.</summary>
    public void TurnOffByDefault() => _isOffByDefault = true;

    /// <summary>Whether the queue is kept on disk.</summary>
    internal bool IsStored => Enabled && !string.IsNullOrEmpty(Storage);

    internal void Validate(OptionsValidation validation, string path)
    {
        if (!Enabled)
        {
            return;
        }

        if (NumConsumers <= 0)
        {
            validation.Error($"{path}::num_consumers", "must be at least 1");
        }

        if (QueueSize <= 0)
        {
            validation.Error($"{path}::queue_size", "must be at least 1");
        }

        if (IsStored && WaitForResult)
        {
            validation.Error($"{path}::wait_for_result", "cannot be combined with storage: a persistent queue answers when the batch is on disk");
        }

        Batch?.Validate(validation, $"{path}::batch", this);
    }
}
