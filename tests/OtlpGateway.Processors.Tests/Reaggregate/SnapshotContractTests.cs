// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Processors.Reaggregate.Tables;
using Xunit;
using static OtlpGateway.Processors.Tests.Reaggregate.StateDriver;

namespace OtlpGateway.Processors.Tests.Reaggregate;

/// <summary>
/// Snapshots outlive the program that wrote them. Where one of these fails, saved states would be misread: what changed
/// needs another version in <c>SnapshotFormat</c>.
/// </summary>
public sealed class SnapshotContractTests
{
    [Fact]
    public void Flags_AreFrozen()
    {
        Assert.Equal([0, 1, 2, 4, 8], Enum.GetValues<StreamFlags>().Select(flag => (int)flag));
        Assert.Equal(
            [(StreamFlags)1, (StreamFlags)2, (StreamFlags)4, (StreamFlags)8],
            [StreamFlags.Ended, StreamFlags.IsInteger, StreamFlags.IsCumulative, StreamFlags.HasSum]);
        Assert.Equal(
            [(SeriesFlags)1, (SeriesFlags)2, (SeriesFlags)4, (SeriesFlags)8, (SeriesFlags)16],
            [SeriesFlags.HasDouble, SeriesFlags.IsOverflow, SeriesFlags.LacksSum, SeriesFlags.LacksMin, SeriesFlags.LacksMax]);
        Assert.Equal([(GroupLevel)1, (GroupLevel)2, (GroupLevel)3], [GroupLevel.Resource, GroupLevel.Scope, GroupLevel.Metric]);
    }

    [Fact]
    public void Keys_AreFrozen()
    {
        Assert.Equal(new Key128(0x965D314AA1FB37FE, 0x84C2BC4390AE3FD9), KeyHash.Of("short"u8));
        Assert.Equal(new Key128(0x1CB497E240F10CBE, 0xECFB467550A8281D), KeyHash.Of("longer than sixteen bytes"u8, seed: 9));
        Assert.Equal(new Key128(0x098E95DC57E04859, 0xD6F1417A042AF97C), KeyHash.OfScalar(1, 2));
        Assert.Equal(new Key128(0xDA194DA802F2FAE5, 0xB825739841B2BCC7), KeyHash.Mix(new Key128(1, 2), new Key128(3, 4)));
    }

    [Fact]
    public void Bytes_AreFrozen()
    {
        StateDriver driver = new(new() { StreamExpiry = TimeSpan.FromSeconds(300) });
        driver.Ingest(Counter(Point(1, 1, 2, 10), Point(2, 1, 2, 0.5)));
        driver.Now = 1000;
        driver.Ingest(Histogram(AggregationTemporality.Cumulative, Buckets(3, 1, 2, [1, 2], 1, 2, 3)));
        driver.Ingest(Exponential(AggregationTemporality.Cumulative, Scaled(4, 1, 2, 1, -2, 1, 2, 4)));
        driver.Ingest(Gauge(Point(5, 0, 2, 7)));
        driver.State.LogPartitions = 12;

        Assert.Equal("5b81ba7e6514d3118b8546f59b58b74aa6528dd54fad86e13350c1054c907769", Convert.ToHexStringLower(SHA256.HashData(driver.Snapshot())));
    }

    /// <summary>Two counters and a histogram that were forgotten, with their times alone; then one counter was back at 21.</summary>
    [Fact]
    public void Restore_Version1_GoesOn()
    {
        byte[] snapshot = Convert.FromBase64String(
            "T0dSQQEAAAAAALSTduL6GAAQWWhf4/oYAAAAAAAAAAAAAAAAAAAAAA3WSWsAAAAABAAAAFRHCHqU7FSmoXYSo+Y3C7n/////AQAANAAAAAoWCg"
            + "xzZXJ2aWNlLm5hbWUSBgoEc2hvcAoaChNzZXJ2aWNlLmluc3RhbmNlLmlkEgMKAWEAAAAAAAAAAA/vwFmryPIpxOXIfQTTnYgAAAAAAgAACgAA"
            + "AAoFdGVzdHMSATEAAAAAAAAAAC2GC9dvhONZe+irBoDr+xcBAAAAAwcBCAAAAHJlcXVlc3RzAQAAADEAAAAAGH+8Zf/gOYB3Z5YeEQgvwgEAAA"
            + "ADCQAHAAAAbGF0ZW5jeQAAAAAAAAAAAQAAAAIAAAAAAAAAAADwPwAAAAAAAABAAgAAAGxEuppa2SZHrFYEAyS9x+j/yU7PduL6GB4AAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAOjVSWsCAAAAAA8AAAA6DQoDZW52EgYKBHByb2QAAAAAleTfhI3pS45ypBh7XKqRRP/JTs924voYBgAAAAAAAAAAAA"
            + "AAAAD4PwAAAAAAAAAAAdJJawMAAAAYDwAAAEoNCgNlbnYSBgoEcHJvZAUAAAABAAAAAAAAAAAA8H8AAAAAAADw/wEAAAAAAAAAAgAAAAAAAAAD"
            + "AAAAAAAAAAEAAACK8dwjNKukG/V24NFiuIiuAMpOz3bi+hgAEFloX+P6GBUAAAAAAAAA6NVJawAAAAAGAAAAAAAAAAADAAAAiT581KFWsLo33m"
            + "MvQCdtDQCU6Qp34voYivHcIzSrpBv1duDRYriIrgCU6Qp34voYsDhGF9UBRsQbJwv4ybwX2wCU6Qp34voYND8Neg==");
        ReaggregateSettings settings = new() { StreamExpiry = TimeSpan.FromSeconds(300) };
        ReaggregateState state = ReaggregateState.Restore(snapshot, settings);
        Assert.Equal((1, 2, 0), (state.Streams, state.Series, state.LogPartitions));

        StateDriver driver = new(settings, state) { Now = 1001 };
        driver.Ingest(Counter(Point(1, 1, 1001, 15), Point(2, 1, 1001, 23)));
        driver.Restart();
        driver.Ingest(Counter(Point(1, 1, 1002, 16)));
        Assert.Equal(33, driver.Emit().ResourceMetrics[0].ScopeMetrics[0].Metrics.Single(metric => metric.Name == "requests").Sum.DataPoints[0].AsInt);
    }
}
