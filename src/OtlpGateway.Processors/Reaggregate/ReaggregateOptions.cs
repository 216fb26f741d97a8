// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Checkpoints;

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>The <c>reaggregate</c> section.</summary>
public sealed class ReaggregateOptions : IValidatable
{
    /// <summary>Between two outputs of one series.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For gauges that <see cref="Gauges"/> does not name.</summary>
    public GaugeAggregation Gauge { get; set; } = GaugeAggregation.Last;

    /// <summary>By metric name.</summary>
    public Dictionary<string, GaugeAggregation> Gauges { get; set; } = [];

    /// <summary>Resource attributes that output series do not have.</summary>
    public IReadOnlyList<string> DropResourceAttributes { get; set; } = [];

    /// <summary>
    /// The only resource attributes that output series have; empty: all but the dropped ones. A sink that makes no labels of
    /// the others, as Prometheus makes only <c>job</c> and <c>instance</c>, must not get several series that differ in them alone.
    /// </summary>
    public IReadOnlyList<string> KeepResourceAttributes { get; set; } = [];

    /// <summary>Most streams that are told apart, of each log partition; most series, too.</summary>
    public int MaxStreams { get; set; } = 1_000_000;

    /// <summary>A stream without a point for so long is not alive: a series without live streams ends with a marker.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A stream without a point for so long is forgotten; what it counted stays counted.</summary>
    public TimeSpan StreamExpiry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A series without a point for so long is forgotten with its total.</summary>
    public TimeSpan SeriesExpiry { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Where the state is kept behind a log, and how often.</summary>
    public ReaggregateStateOptions State { get; set; } = new();

    public void Validate(OptionsValidation validation)
    {
        AtLeastOneSecond("interval", Interval);
        AtLeastOneSecond("stale_after", StaleAfter);
        AtLeastOneSecond("state::snapshot_interval", State.SnapshotInterval);
        if (StreamExpiry < StaleAfter)
        {
            validation.Error("stream_expiry", "must be at least stale_after");
        }

        if (SeriesExpiry < StreamExpiry)
        {
            validation.Error("series_expiry", "must be at least stream_expiry");
        }

        if (MaxStreams < 1)
        {
            validation.Error("max_streams", "must be at least 1");
        }

        if (KeepResourceAttributes.Count > 0 && DropResourceAttributes.Count > 0)
        {
            validation.Error("keep_resource_attributes", "cannot stand beside drop_resource_attributes: what is not kept is dropped");
        }

        if (State.Topic is not null && State.Directory is not null)
        {
            validation.Error("state::topic", "cannot stand beside state::directory: a state is kept in one place");
        }

        void AtLeastOneSecond(string path, TimeSpan value)
        {
            if (value < TimeSpan.FromSeconds(1))
            {
                validation.Error(path, "must be at least 1s");
            }
        }
    }

    internal ReaggregateSettings ToSettings() => new()
    {
        Gauge = Gauge,
        GaugeOf = Gauges,
        DropResourceAttributes = DropResourceAttributes,
        KeepResourceAttributes = KeepResourceAttributes,
        MaxStreams = MaxStreams,
        StaleAfter = StaleAfter,
        StreamExpiry = StreamExpiry,
        SeriesExpiry = SeriesExpiry,
    };

    internal EmissionSettings ToEmission() => new()
    {
        Interval = Interval,
        SnapshotInterval = State.SnapshotInterval,
        Home = new CheckpointHome(State.Topic, State.Directory),
    };
}

/// <summary>The <c>state</c> section.</summary>
public sealed class ReaggregateStateOptions
{
    /// <summary>A compacted topic on the brokers that are read; unset: <c>otlpgateway_state</c>. Not for an embedded log.</summary>
    public string? Topic { get; set; }

    /// <summary>
    /// A directory of this machine; unset: <c>state</c> in the directory of an embedded log. On brokers a rebalance cannot
    /// follow it: for one consumer alone.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>Between two snapshots. What came since the last is read again after a restart.</summary>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(60);
}
