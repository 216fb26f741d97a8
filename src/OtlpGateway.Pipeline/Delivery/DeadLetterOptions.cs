// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary><c>service::dead_letters</c>: where what a destination will never take is kept.</summary>
public sealed class DeadLetterOptions : IValidatable
{
    private const long SmallestBytes = 16L * 1024 * 1024;

    /// <summary>
    /// The directory of an embedded log of its own, one topic for each signal. Empty: what no destination takes is counted,
    /// named on the console, and gone.
    /// </summary>
    public string Directory { get; set; } = "";

    /// <summary>Most bytes for each signal; the oldest letters go first.</summary>
    public long MaxBytes { get; set; } = 1L * 1024 * 1024 * 1024;

    /// <summary>How long a letter is kept at least, while there is room.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    public void Validate(OptionsValidation validation)
    {
        if (MaxBytes < SmallestBytes)
        {
            validation.Error("max_bytes", $"must be at least {SmallestBytes}");
        }

        if (MaxAge <= TimeSpan.Zero)
        {
            validation.Error("max_age", "must be positive");
        }
    }
}
