// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>Which event times are believed.</summary>
public sealed class EventTimeOptions
{
    /// <summary>The earliest, as a date: <c>2000-01-01</c>.</summary>
    public string Earliest { get; set; } = "2000-01-01";

    /// <summary>How far ahead of the clock at the time of the claim.</summary>
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromDays(1);

    internal DateTimeOffset ParsedEarliest => TryParse(out DateTimeOffset earliest) ? earliest : EventTimeRule.Default.Earliest;

    internal void Validate(OptionsValidation validation)
    {
        if (!TryParse(out DateTimeOffset earliest) || earliest < DateTimeOffset.UnixEpoch)
        {
            validation.Error("event_time::earliest", $"'{Earliest}' is no date from 1970 on; write it as 2000-01-01");
        }

        if (MaxAhead < TimeSpan.Zero || MaxAhead > TimeSpan.FromDays(3650))
        {
            validation.Error("event_time::max_ahead", "must be between 0 and ten years");
        }
    }

    private bool TryParse(out DateTimeOffset earliest) => DateTimeOffset.TryParseExact(
        Earliest, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out earliest);
}
