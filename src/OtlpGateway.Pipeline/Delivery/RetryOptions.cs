// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>The <c>retry_on_failure</c> section.</summary>
public sealed class RetryOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>Wait after the first failure.</summary>
    public TimeSpan InitialInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Each wait varies by this share of itself, up or down.</summary>
    public double RandomizationFactor { get; set; } = 0.5;

    /// <summary>By how much the wait grows with each failure.</summary>
    public double Multiplier { get; set; } = 1.5;

    /// <summary>Longest wait between two attempts.</summary>
    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// When to give a batch up. Unset or zero: never; a caller that waits ends the retries by going away. The Collector
    /// gives up after 300 s unless told otherwise; we give nothing up by age unless told so.
    /// </summary>
    public TimeSpan? MaxElapsedTime { get; set; }

    internal void Validate(OptionsValidation validation, string path)
    {
        if (InitialInterval < TimeSpan.Zero)
        {
            validation.Error($"{path}::initial_interval", "must not be negative");
        }

        if (RandomizationFactor is < 0 or > 1 or double.NaN)
        {
            validation.Error($"{path}::randomization_factor", "must be between 0 and 1");
        }

        if (Multiplier < 1 || double.IsNaN(Multiplier) || double.IsInfinity(Multiplier))
        {
            validation.Error($"{path}::multiplier", "must be at least 1, or the waits would shrink");
        }

        if (MaxInterval < TimeSpan.Zero)
        {
            validation.Error($"{path}::max_interval", "must not be negative");
        }

        if (MaxElapsedTime is { } max && max < TimeSpan.Zero)
        {
            validation.Error($"{path}::max_elapsed_time", "must not be negative; 0 means for ever");
        }
        else if (MaxElapsedTime is { } limit && limit > TimeSpan.Zero && limit < InitialInterval)
        {
            validation.Error($"{path}::max_elapsed_time", "must be at least initial_interval, or nothing is ever retried");
        }
    }
}
