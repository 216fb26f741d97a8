// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using OpenTelemetry.Proto.Metrics.V1;
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

        Assert.Equal("28005be7637dc6f741ea88a234257c415860fd9f872d04849662426868d131da", Convert.ToHexStringLower(SHA256.HashData(driver.Snapshot())));
    }
}
