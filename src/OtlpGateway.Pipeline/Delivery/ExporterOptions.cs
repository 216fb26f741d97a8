// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The options that every exporter has; an exporter's own options derive from it. An exporter whose destination is itself
/// a durable log sets other defaults in its constructor (<c>SendingQueue.TurnOffByDefault()</c>).
/// </summary>
public abstract class ExporterOptions : IValidatable
{
    /// <summary>Time for one attempt; zero means no limit.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many batches may be on their way, and whether they are kept on disk until they are delivered.</summary>
    public SendingQueueOptions SendingQueue { get; set; } = new();

    /// <summary>What happens when the destination cannot take a batch now.</summary>
    public RetryOptions RetryOnFailure { get; set; } = new();

    /// <summary>
    /// Why this exporter cannot have a persistent queue where its batches are ranges of a log; null when it can. Checked
    /// with the pipelines, since only they say what feeds it.
    /// </summary>
    public virtual string? StoredQueueObstacleBehindLog => null;

    /// <summary>
    /// True for an exporter whose destination needs batches in their order. Its <c>ConsumeAsync</c> is called as batches
    /// come, without a limit of turns, and what it does until its first wait is done in that order. It bounds, times and
    /// repeats its attempts itself, because a batch that is tried again from outside comes behind its successors; its
    /// token ends waits between attempts, too.
    /// </summary>
    public virtual bool KeepsOrder => false;

    /// <summary>Checks what all exporters have. An override calls it and adds its own checks.</summary>
    public virtual void Validate(OptionsValidation validation)
    {
        if (Timeout < TimeSpan.Zero)
        {
            validation.Error("timeout", "must not be negative; 0 means that an attempt may take any time");
        }

        SendingQueue.Validate(validation, "sending_queue");
        RetryOnFailure.Validate(validation, "retry_on_failure");
    }
}
