// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>The <c>deltas</c> section: the streams whose deltas become totals here.</summary>
public sealed class DeltaOptions : IValidatable
{
    /// <summary>Most streams; the deltas of others are dropped and counted.</summary>
    public int MaxStreams { get; set; } = 100_000;

    /// <summary>After how long without a delta a stream is forgotten; the next one begins a new total.</summary>
    public TimeSpan MaxStale { get; set; } = TimeSpan.FromMinutes(5);

    public void Validate(OptionsValidation validation)
    {
        if (MaxStreams < 0)
        {
            validation.Error("max_streams", "must not be negative; 0 drops all deltas");
        }

        if (MaxStale <= TimeSpan.Zero)
        {
            validation.Error("max_stale", "must be above zero");
        }
    }
}
