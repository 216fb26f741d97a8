// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.Batch;

/// <summary>The <c>batch</c> section. Sizes are in spans, data points or log records.</summary>
public sealed class BatchOptions : IValidatable
{
    /// <summary>Size at which a batch goes out although others are under way.</summary>
    public long SendBatchSize { get; set; } = 8192;

    /// <summary>Longest wait for more; a batch goes out earlier when nothing is under way. Zero: no waiting at all.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Most that one batch holds; zero means no limit.</summary>
    public long SendBatchMaxSize { get; set; }

    /// <summary>Only requests with the same values of these client headers are merged; any case.</summary>
    public IReadOnlyList<string> MetadataKeys { get; set; } = [];

    /// <summary>Most combinations of those values at a time; zero means no limit.</summary>
    public int MetadataCardinalityLimit { get; set; } = 1000;

    public void Validate(OptionsValidation validation)
    {
        if (SendBatchSize < 0)
        {
            validation.Error("send_batch_size", "must not be negative");
        }

        if (SendBatchMaxSize < 0 || (SendBatchMaxSize > 0 && SendBatchMaxSize < SendBatchSize))
        {
            validation.Error("send_batch_max_size", "must be 0 (no limit) or at least send_batch_size");
        }

        if (Timeout < TimeSpan.Zero)
        {
            validation.Error("timeout", "must not be negative");
        }

        if (MetadataCardinalityLimit < 0)
        {
            validation.Error("metadata_cardinality_limit", "must not be negative; 0 means no limit");
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < MetadataKeys.Count; i++)
        {
            if (!seen.Add(MetadataKeys[i]))
            {
                validation.Error($"metadata_keys::{i}", $"\"{MetadataKeys[i]}\" is listed twice; header names have no case");
            }
        }
    }
}
