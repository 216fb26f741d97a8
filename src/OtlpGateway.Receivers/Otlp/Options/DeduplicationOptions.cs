// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Receivers.Otlp.Options;

/// <summary>
/// Recognises a retry of a request that was stored while its answer was lost. A client that sends the same bytes twice on
/// purpose cannot be told from one; real telemetry carries times, so that does not happen by itself.
/// </summary>
public sealed class DeduplicationOptions : IValidatable
{
    public bool Enabled { get; set; } = true;

    /// <summary>For how long a stored request is remembered.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most requests that are remembered, at up to 80 bytes each; the oldest go first, counted.</summary>
    public int MaxRequests { get; set; } = 500_000;

    public void Validate(OptionsValidation validation)
    {
        if (Window <= TimeSpan.Zero || Window > TimeSpan.FromHours(1))
        {
            validation.Error("window", "must be more than 0 and at most 1h");
        }

        if (MaxRequests < 1)
        {
            validation.Error("max_requests", "must be at least 1");
        }
    }
}
