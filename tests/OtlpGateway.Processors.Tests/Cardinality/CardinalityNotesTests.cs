// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OtlpGateway.Processors.Cardinality.Labels;
using Xunit;
using static OtlpGateway.Processors.Tests.Cardinality.CardinalityRig;

namespace OtlpGateway.Processors.Tests.Cardinality;

/// <summary>Values are noted many at once: none is forgotten, and none is noted for another label.</summary>
public sealed class CardinalityNotesTests
{
    private const int Each = 300;

    [Fact]
    public async Task Process_NewValuesOfManyKindsInOneLabel_CountsAllOfThem()
    {
        await using CardinalityRig rig = await StartAsync("{}");
        List<string> values = [];
        for (int i = 0; i < Each; i++)
        {
            values.AddRange([UserOf(i), Word(i), $"joe{i}@example.com", "10.1." + i / 250 + "." + (1 + (i % 250))]);
        }

        List<string?> sent = await rig.SendValuesAsync("m", "mixed", values);

        Assert.Equal(values.Select((value, at) => at % 4 == 1 ? value : null), sent);
        JsonElement entry = rig.Entry("m", "mixed");
        Assert.Equal(4 * Each, entry.GetProperty("observed").GetInt32());
        JsonElement shapes = entry.GetProperty("shapes");
        Assert.Equal([Each, Each, Each], new[] { "uuid", "email", "ip" }.Select(shape => shapes.GetProperty(shape).GetInt32()));
        Assert.InRange(entry.GetProperty("distinct").GetDouble(), 0.9 * 4 * Each, 1.1 * 4 * Each);
        Assert.InRange(entry.GetProperty("distinct_left").GetDouble(), 0.9 * Each, 1.1 * Each);
        Assert.Equal(1, entry.GetProperty("unique_share").GetDouble());
    }

    [Fact]
    public async Task Process_NewValuesThatComeTwice_AreKnownToComeBack()
    {
        await using CardinalityRig rig = await StartAsync("{}");
        string[] values = [.. Enumerable.Range(0, Each).Select(UserOf)];

        await rig.SendValuesAsync("m", "user", [.. values, .. values]);

        JsonElement entry = rig.Entry("m", "user");
        Assert.Equal(0, entry.GetProperty("unique_share").GetDouble());
        Assert.Equal(Each, entry.GetProperty("shapes").GetProperty("uuid").GetInt32());
    }

    [Fact]
    public async Task Process_MoreLabelsThanPlaces_EachIsCountedForItself()
    {
        const int Labels = 40;
        const int Points = 200;
        await using CardinalityRig rig = await StartAsync("{}");
        ExportMetricsServiceRequest request = Gauge("m", [.. Enumerable.Range(0, Points).Select(point => (IEnumerable<KeyValue>)
            [.. Enumerable.Range(0, Labels).Select(label => Text($"label{label}", label % 2 == 0 ? Word(point % (1 + label)) : UserOf((point * Labels) + label)))])]);

        ExportMetricsServiceRequest sent = await rig.SendAsync(request);

        Assert.All(sent.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Gauge.DataPoints, point => Assert.Equal(Labels / 2, point.Attributes.Count));
        for (int label = 0; label < Labels; label++)
        {
            JsonElement entry = rig.Entry("m", $"label{label}");
            Assert.Equal(Points, entry.GetProperty("observed").GetInt32());
            Assert.InRange(entry.GetProperty("distinct").GetDouble(), label % 2 == 0 ? 1 + label : 0.9 * Points, label % 2 == 0 ? 1 + label : 1.1 * Points);
        }
    }

    [Fact]
    public void Cache_ManyValues_AnswersWithWhatWasSetOrNotAtAll()
    {
        const int Values = 20_000;
        ValueCache cache = new();
        ulong[] hashes = [.. Enumerable.Range(1, Values).Select(number => (ulong)number * 0x9E37_79B9_7F4A_7C15)];
        for (int i = 0; i < Values; i++)
        {
            Assert.Equal(Verdict.Unknown, cache.Find(hashes[i], i % 3 == 0, out _, out _));
            cache.Set(hashes[i], i % 2 == 0 ? Verdict.Drop : Verdict.Template, i % ValueCache.MaxTemplate);
        }

        int found = 0;
        for (int i = 0; i < Values; i++)
        {
            Verdict verdict = cache.Find(hashes[i], i % 3 == 0, out int template, out bool isSecond);
            if (verdict != Verdict.Unknown)
            {
                found++;
                Assert.Equal((i % 2 == 0 ? Verdict.Drop : Verdict.Template, i % ValueCache.MaxTemplate, true), (verdict, template, isSecond));
                cache.Find(hashes[i], i % 3 != 0, out _, out isSecond);
                Assert.False(isSecond);
            }
        }

        // A third of the places is taken: sets of eight overflow hardly ever.
        Assert.InRange(found, Values * 99 / 100, Values);
    }

    private static string UserOf(int number) => new Guid(number, 7, 0x4A17, 0x9C, 1, 0x3F, 0x77, 0x12, 0x88, 3, 4).ToString();

    private static string Word(int number) =>
        "word-" + string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));
}
