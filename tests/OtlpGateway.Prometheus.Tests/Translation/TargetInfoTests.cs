// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Prometheus.Translation;
using Xunit;
using static OtlpGateway.Prometheus.Tests.Translation.Translated;

namespace OtlpGateway.Prometheus.Tests.Translation;

/// <summary>The series that tells what the resource is.</summary>
public class TargetInfoTests
{
    private static readonly TranslationOptions Options = new() { ScopeLabels = false };

    [Fact]
    public void TargetInfo_HasTheOtherAttributes()
    {
        using Translated translated = new(Options with { ExternalLabels = [new("cluster", "c")] });
        TextSink sink = translated.Run(Request([Gauge("up", Number(1))], Label("service.name", "shop"), Label("service.instance.id", "1"), Label("host.name", "h"), Label("cloud.region", "r")));
        Assert.Equal("target_info{cloud_region=\"r\",cluster=\"c\",host_name=\"h\",instance=\"1\",job=\"shop\"} 1 @1767225600000", sink.Lines[^1]);
        Assert.Equal("target_info Gauge  Target metadata", sink.Families[^1]);
    }

    [Fact]
    public void TargetInfo_CoversTheTimeOfTheRequest()
    {
        using Translated translated = new(Options);
        NumberDataPoint early = new() { TimeUnixNano = At(-400_000), AsInt = 1 };
        TextSink sink = translated.Run(Request([Gauge("up", Number(1), early)], Label("service.name", "shop"), Label("host.name", "h")));
        Assert.Equal(
            [Now - 400_000, Now - 250_000, Now - 100_000, Now],
            sink.Lines.Where(line => line.StartsWith("target_info", StringComparison.Ordinal)).Select(line => long.Parse(line.Split('@')[1], null)));
    }

    [Fact]
    public void TargetInfo_RequestsOfOneResourceInAnyOrder_SaysOnlyWhatIsNew()
    {
        using Translated translated = new(Options);
        Assert.Equal([Now + 1000], TimesAt(1000));
        Assert.Empty(TimesAt(999));
        Assert.Empty(TimesAt(1000));
        Assert.Equal([Now + 1001], TimesAt(1001));

        IEnumerable<long> TimesAt(long at)
        {
            TextSink sink = translated.Run(Request([Gauge("up", new NumberDataPoint { TimeUnixNano = At(at), AsInt = 1 })], Label("service.name", "shop"), Label("host.name", "h")));
            return [.. sink.Lines.Where(line => line.StartsWith("target_info", StringComparison.Ordinal)).Select(line => long.Parse(line.Split('@')[1], null))];
        }
    }

    [Fact]
    public void TargetInfo_NothingBeyondTheIdentity_IsNotSent()
    {
        using Translated translated = new(Options);
        TextSink sink = translated.Run(Request([Gauge("up", Number(1))], Label("service.name", "shop"), Label("service.namespace", "n"), Label("service.instance.id", "1")));
        Assert.Single(sink.Lines);
    }

    [Fact]
    public void TargetInfo_NoIdentityOrNoPoints_IsNotSent()
    {
        using Translated translated = new(Options);
        Assert.Single(translated.Run(Request([Gauge("up", Number(1))], Label("host.name", "h"))).Lines);
        Assert.Empty(translated.Run(Request([], Label("service.name", "shop"), Label("host.name", "h"))).Lines);
    }

    [Fact]
    public void TargetInfo_Namespace_StandsBeforeIt()
    {
        using Translated translated = new(Options with { Namespace = "otel" });
        TextSink sink = translated.Run(Request([Gauge("up", Number(1))], Label("service.name", "shop"), Label("host.name", "h")));
        Assert.StartsWith("otel_target_info{", sink.Lines[^1], StringComparison.Ordinal);
    }
}
