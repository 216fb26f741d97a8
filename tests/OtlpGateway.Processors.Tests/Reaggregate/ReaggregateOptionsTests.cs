// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Reaggregate;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate;

public sealed class ReaggregateOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreFine() => Assert.Empty(ErrorsOf(new ReaggregateOptions()));

    [Fact]
    public void Validate_EverythingWrong_EveryErrorIsReported()
    {
        ReaggregateOptions options = new()
        {
            Interval = TimeSpan.FromMilliseconds(10),
            StaleAfter = TimeSpan.Zero,
            StreamExpiry = TimeSpan.FromSeconds(-1),
            SeriesExpiry = TimeSpan.FromSeconds(-2),
            MaxStreams = 0,
            State = new ReaggregateStateOptions { Topic = "t", Directory = "d", SnapshotInterval = TimeSpan.Zero },
        };

        Assert.Equal(
            ["interval", "stale_after", "state::snapshot_interval", "stream_expiry", "series_expiry", "max_streams", "state::topic"],
            ErrorsOf(options));
    }

    [Fact]
    public void Bind_AllOptions_ReachTheState()
    {
        ConfigDiagnostics diagnostics = new();
        ReaggregateSettings settings = OptionsBinder.BindYaml<ReaggregateOptions>(
            "{interval: 5s, gauge: mean, gauges: {queue_length: sum}, drop_resource_attributes: [service.instance.id], "
            + "max_streams: 7, stale_after: 1m, stream_expiry: 2m, series_expiry: 3m, state: {snapshot_interval: 4s}}",
            diagnostics).ToSettings();

        Assert.False(diagnostics.HasErrors);
        Assert.Equal((GaugeAggregation.Mean, GaugeAggregation.Sum), (settings.Gauge, settings.GaugeOf["queue_length"]));
        Assert.Equal(["service.instance.id"], settings.DropResourceAttributes);
        Assert.Equal((7, 1.0, 2.0, 3.0), (settings.MaxStreams, settings.StaleAfter.TotalMinutes, settings.StreamExpiry.TotalMinutes, settings.SeriesExpiry.TotalMinutes));
    }

    [Fact]
    public void Bind_UnknownAggregation_IsAnError()
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<ReaggregateOptions>("{gauge: median}", diagnostics);

        Assert.True(diagnostics.HasErrors);
    }

    private static IEnumerable<string> ErrorsOf(ReaggregateOptions options)
    {
        OptionsValidation validation = new();
        options.Validate(validation);
        return validation.Errors.Select(error => error.Path);
    }
}
